package dev.holdfast.server;

import dev.holdfast.server.api.SyncOptions;
import dev.holdfast.server.files.App;
import dev.holdfast.server.proxy.Proxies;
import dev.holdfast.server.proxy.ProxyRoute;
import dev.holdfast.server.space.Spaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The options of a server.
 *
 * @param app the web app; null to serve the API alone
 * @param spaces opens the spaces when the server starts; the server closes them when it stops
 * @param sync the options of the sync API
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param base the path that everything is served below, with a slash at both ends
 * @param proxies paths that are passed on to the app's own backend
 * @param names host names that the server accepts besides {@code host}, localhost and loopback
 *     addresses; checked if the set is not empty or {@code host} is a loopback address
 * @param origins whose pages may call the API and the ping, besides those of its own origin, such
 *     as {@code https://app.example.com}
 * @param tls the certificate for HTTPS; null for HTTP
 * @param inspects whether {@code /holdfast/inspector.html} is served
 * @param sites other static sites beside the app, by the path that each is served below, such as
 *     {@code /docs}: the app's manifest lists none of their files, and its worker leaves them alone
 * @param lan for devices of the local network, besides {@code host}; null for none
 */
public record Options(
    @Nullable App app,
    Supplier<Spaces> spaces,
    SyncOptions sync,
    String host,
    int port,
    String base,
    Proxies proxies,
    Set<String> names,
    Set<String> origins,
    @Nullable Tls tls,
    boolean inspects,
    Map<String, App> sites,
    @Nullable Lan lan) {

  public Options {
    names = Set.copyOf(names);
    origins = Set.copyOf(origins);
    sites = Map.copyOf(sites);
  }

  /**
   * A server of the data folder {@code data} on any free port, reachable only from this machine.
   */
  public static Options of(String data) {
    return of(() -> Stores.open(data));
  }

  /** A server of {@code spaces} on any free port, reachable only from this machine. */
  public static Options of(Supplier<Spaces> spaces) {
    return new Options(
        null,
        spaces,
        SyncOptions.DEFAULT,
        "localhost",
        0,
        "/",
        Proxies.of(List.of()),
        Set.of(),
        Set.of(),
        null,
        true,
        Map.of(),
        null);
  }

  /** Serves the web app in {@code folder}. */
  public Options app(Path folder) {
    return app(App.of(folder));
  }

  public Options app(App app) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options sync(SyncOptions sync) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options port(int port) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options proxies(List<ProxyRoute> routes) {
    return proxies(Proxies.of(routes));
  }

  public Options proxies(Proxies proxies) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options names(Set<String> names) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options origins(Set<String> origins) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options tls(Tls tls) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }

  public Options lan(Lan lan) {
    return new Options(
        app, spaces, sync, host, port, base, proxies, names, origins, tls, inspects, sites, lan);
  }
}
