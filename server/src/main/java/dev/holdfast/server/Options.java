package dev.holdfast.server;

import dev.holdfast.server.sync.SyncOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param app the folder of the web app, or null to serve the API alone
 * @param sync where the spaces are kept and how they work
 * @param host the address to listen on
 * @param port the port to listen on, 0 for any free one
 * @param proxies paths that are passed on
 * @param tls the certificate to serve HTTPS with, or null for HTTP
 */
@NullMarked
public record Options(
    @Nullable Path app,
    SyncOptions sync,
    String host,
    int port,
    List<ProxyRoute> proxies,
    @Nullable Tls tls) {

  public Options {
    proxies = List.copyOf(proxies);
  }

  /** A server of {@code data} on any free port, for this machine alone. */
  public static Options of(String data) {
    return new Options(null, SyncOptions.of(data), "localhost", 0, List.of(), null);
  }

  public Options app(Path app) {
    return new Options(app, sync, host, port, proxies, tls);
  }

  public Options sync(SyncOptions sync) {
    return new Options(app, sync, host, port, proxies, tls);
  }

  public Options port(int port) {
    return new Options(app, sync, host, port, proxies, tls);
  }

  public Options proxies(List<ProxyRoute> proxies) {
    return new Options(app, sync, host, port, proxies, tls);
  }

  public Options tls(Tls tls) {
    return new Options(app, sync, host, port, proxies, tls);
  }
}
