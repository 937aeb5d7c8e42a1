package dev.holdfast.server.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection if the head of a request is not complete in time. The idle timeout is not
 * enough: each byte restarts it, so a few bytes a minute could hold a connection for ever.
 */
public final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
  /*
   * All connections are checked at intervals. If a connection received bytes since it was last at
   * rest, but no request began and none is being answered, then it is in the middle of a head.
   */
  private final ServerConnector connector;
  private final long deadlineNanos;
  private final Map<Connection, Rest> resting = new ConcurrentHashMap<>();
  private Scheduler.@Nullable Task next;

  private record Rest(long requests, long bytes, long since) {
    static Rest of(Connection connection) {
      return new Rest(connection.getMessagesIn(), connection.getBytesIn(), System.nanoTime());
    }
  }

  private HeaderDeadline(ServerConnector connector, Duration deadline) {
    this.connector = connector;
    this.deadlineNanos = deadline.toNanos();
  }

  /** Watches the connections of a connector while the connector runs. */
  public static void watch(ServerConnector connector, Duration deadline) {
    HeaderDeadline watch = new HeaderDeadline(connector, deadline);
    connector.addBean(watch);
    connector.addEventListener(watch);
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof ConnectionMetaData) {
      resting.put(connection, Rest.of(connection));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    resting.remove(connection);
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected void doStop() {
    Scheduler.Task task = next;
    if (task != null) {
      task.cancel();
    }
  }

  private void schedule() {
    next = connector.getScheduler().schedule(this::look, deadlineNanos / 4, TimeUnit.NANOSECONDS);
  }

  private void look() {
    resting.replaceAll(this::look);
    if (isRunning()) {
      schedule();
    }
  }

  private Rest look(Connection connection, Rest rest) {
    boolean answering = connection.getMessagesIn() > connection.getMessagesOut();
    boolean atRest =
        connection.getMessagesIn() > rest.requests() || connection.getBytesIn() == rest.bytes();
    if (answering || atRest) {
      return Rest.of(connection);
    }
    if (System.nanoTime() - rest.since() > deadlineNanos) {
      connection.getEndPoint().close();
    }
    return rest;
  }
}
