package dev.holdfast.server.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;

/**
 * Bytes between a client and a backend, both ways, as they come. It takes no thread while both are
 * silent, and reads no faster than the other side takes. A side that sends no more may still
 * receive. The tunnel ends when both send no more, or when either connection breaks.
 */
final class Tunnel {
  private static final int BUFFER_SIZE = 16 * 1024;

  private final ByteBufferPool buffers;
  private final Duration halfClosedTimeout;
  private final Consumer<Tunnel> onOpen;
  private final Consumer<Tunnel> onClose;
  private final End client;
  private final End backend;

  /**
   * @param halfClosedTimeout how long a side may be silent once the other sends no more
   * @param onOpen called when bytes begin to pass
   * @param onClose called when no more will, perhaps more than once
   */
  Tunnel(
      EndPoint client,
      EndPoint backend,
      Executor executor,
      ByteBufferPool buffers,
      Duration halfClosedTimeout,
      Consumer<Tunnel> onOpen,
      Consumer<Tunnel> onClose) {
    this.buffers = buffers;
    this.halfClosedTimeout = halfClosedTimeout;
    this.onOpen = onOpen;
    this.onClose = onClose;
    this.client = new ClientEnd(client, executor);
    this.backend = new End(backend, executor);
  }

  /** What the client's connection becomes. Bytes pass from then on. */
  Connection client() {
    return client;
  }

  /** What the backend's connection becomes first. */
  Connection backend() {
    return backend;
  }

  private void begin() {
    onOpen.accept(this);
    client.onFillable();
    backend.onFillable();
    if (!client.getEndPoint().isOpen() || !backend.getEndPoint().isOpen()) {
      end(); // one was closed before the other had become an end
    }
  }

  /** Closes both connections. */
  void end() {
    client.getEndPoint().close();
    backend.getEndPoint().close();
    onClose.accept(this);
  }

  /** One of the two connections. */
  private class End extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private final IteratingCallback pump = new Pump(this);
    private @Nullable ByteBuffer early;

    End(EndPoint endPoint, Executor executor) {
      super(endPoint, executor);
    }

    /** What came together with the head of the request or of the answer. */
    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
      early = buffer;
    }

    @Override
    public void onOpen() {
      super.onOpen();
      getEndPoint().setIdleTimeout(0);
      keepAlive(getEndPoint());
    }

    @Override
    public void onFillable() {
      pump.iterate();
    }

    /** Only a side that is waited for can be late. */
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
      return isFillInterested();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
      super.onClose(cause);
      end();
    }
  }

  private final class ClientEnd extends End {
    ClientEnd(EndPoint endPoint, Executor executor) {
      super(endPoint, executor);
    }

    @Override
    public void onOpen() {
      super.onOpen();
      begin();
    }
  }

  /** Reads from one side and writes to the other. */
  private final class Pump extends IteratingCallback {
    private final End from;
    private @Nullable RetainableByteBuffer buffer;

    Pump(End from) {
      this.from = from;
    }

    @Override
    protected Action process() throws IOException {
      EndPoint to = (from == client ? backend : client).getEndPoint();
      ByteBuffer early = from.early;
      if (early != null) {
        from.early = null;
        to.write(this, early);
        return Action.SCHEDULED;
      }
      RetainableByteBuffer next = buffers.acquire(BUFFER_SIZE, true);
      buffer = next;
      int filled = from.getEndPoint().fill(next.getByteBuffer());
      if (filled > 0) {
        to.write(this, next.getByteBuffer());
        return Action.SCHEDULED;
      }
      release();
      if (filled == 0) {
        from.fillInterested(this);
        return Action.SCHEDULED;
      }
      to.setIdleTimeout(halfClosedTimeout.toMillis());
      to.shutdownOutput();
      return Action.SUCCEEDED;
    }

    @Override
    protected void onSuccess() {
      release();
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
      release();
      end();
    }

    private void release() {
      if (buffer != null) {
        buffer.release();
        buffer = null;
      }
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  /** Lets TCP find out about a side that vanished without a word. */
  private static void keepAlive(EndPoint end) {
    if (end.getTransport() instanceof EndPoint inner) {
      keepAlive(inner); // TLS
    } else if (end.getTransport() instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      } catch (IOException e) {
        // It is closed already, which the next read says.
      }
    }
  }
}
