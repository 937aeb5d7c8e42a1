package dev.holdfast.server;

import dev.holdfast.server.sync.SyncHandler;
import dev.holdfast.server.sync.SyncOptions;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.NullMarked;

/**
 * A Holdfast server in this process: the sync API, the app's files and the browser modules on one
 * port. Listens once {@link #start} returns and stops, in-flight requests answered, by {@link
 * #close}.
 */
@NullMarked
public final class HoldfastServer implements AutoCloseable {
  private final Server server;
  private final ServerConnector connector;

  private HoldfastServer(Options options) {
    server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    server.addConnector(connector);
    server.setHandler(new Handler.Sequence(services(options)));
  }

  /**
   * What answers requests, asked in this order. A handler answers the paths that are its own and
   * returns false for all others; it opens what it needs in {@code doStart} and closes it in {@code
   * doStop}; to refuse a request it throws a {@link Refusal} or writes a {@link Problem}.
   */
  private static List<Handler> services(Options options) {
    return List.of(new SyncHandler(SyncOptions.of(options.data())));
  }

  /**
   * Starts a server.
   *
   * @throws Exception if the port is taken or the data cannot be opened
   */
  public static HoldfastServer start(Options options) throws Exception {
    HoldfastServer holdfast = new HoldfastServer(options);
    holdfast.server.start();
    return holdfast;
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
