package dev.holdfast.server;

import dev.holdfast.server.api.Readiness;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.api.SyncApi;
import dev.holdfast.server.files.App;
import dev.holdfast.server.files.AppFolder;
import dev.holdfast.server.files.FilesHandler;
import dev.holdfast.server.files.HoldfastFilesHandler;
import dev.holdfast.server.http.ApiHandler;
import dev.holdfast.server.http.BelowPath;
import dev.holdfast.server.http.CertificateHandler;
import dev.holdfast.server.http.HeaderDeadline;
import dev.holdfast.server.http.HealthHandler;
import dev.holdfast.server.http.HostGuard;
import dev.holdfast.server.http.PingHandler;
import dev.holdfast.server.http.Problems;
import dev.holdfast.server.http.RefusalHandler;
import dev.holdfast.server.proxy.ProxyPass;
import dev.holdfast.server.watch.Watch;
import dev.holdfast.server.watch.Watched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ConditionalHandler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Holdfast server in this process: the sync API, the app's files and the browser modules on one
 * port. It listens once {@link #start} returns. {@link #close} stops it within five seconds and
 * answers the requests in flight first.
 */
public final class HoldfastServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final long IDLE_TIMEOUT_MS = 30_000;
  private static final long STOP_TIMEOUT_MS = 4_000;
  private static final long SHUTDOWN_IDLE_TIMEOUT_MS = 300;
  private static final Duration HEADER_DEADLINE = Duration.ofSeconds(15);
  private static final int HEADER_LIMIT = 16 * 1024;

  private final Server server = new Server();
  private final ServerConnector connector;
  private final @Nullable ServerConnector lanConnector;
  private final Options options;
  private final Watch watch;

  private HoldfastServer(Options options) throws IOException {
    this.options = options;
    Lan lan = options.lan();
    Certificates certificates = certificates(options.tls());
    Certificates forLan = certificates(lan == null ? null : lan.tls());
    connector = connector(server, options.host(), options.port(), certificates);
    server.addConnector(connector);
    lanConnector = lan == null ? null : connector(server, lan.address(), options.port(), forLan);
    if (lanConnector != null) {
      server.addConnector(lanConnector);
    }
    watch = watch(options, certificates, forLan);
    server.addBean(watch);
    server.setStopTimeout(STOP_TIMEOUT_MS);
    server.setErrorHandler(new Problems());
    server.setHandler(new GracefulHandler(new RefusalHandler(guarded(options))));
  }

  private static @Nullable Certificates certificates(@Nullable Tls tls) throws IOException {
    return tls == null ? null : new Certificates(tls);
  }

  /**
   * The handlers of {@code /v1} and {@code /metrics}, asked in this order. A handler answers its
   * own paths and returns false for all others. It opens what it needs in {@code doStart} and
   * closes it in {@code doStop}. To refuse a request it throws a {@link Refusal}. It may implement
   * {@link Readiness}, and Jetty's {@code Graceful} to end its endless answers on shutdown.
   */
  private static List<Handler> services(Options options) {
    return List.of(
        new ApiHandler(executor -> SyncApi.open(options.spaces().get(), options.sync(), executor)));
  }

  private static Handler guarded(Options options) throws IOException {
    boolean here = InetAddress.getByName(options.host()).isLoopbackAddress();
    if (!here && options.names().isEmpty()) {
      return handlers(options);
    }
    Set<String> names = new TreeSet<>(Set.of(options.host().toLowerCase(Locale.ROOT)));
    options.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    Lan lan = options.lan();
    if (lan != null) {
      names.add(lan.address());
    }
    return new HostGuard(handlers(options), names);
  }

  private static Handler handlers(Options options) {
    List<Handler> services = services(options);
    List<Handler> all = new ArrayList<>();
    if (!options.proxies().routes().isEmpty()) {
      all.add(new ProxyPass(options.proxies()));
    }
    all.addAll(services);
    all.add(new HealthHandler(services));
    all.add(new PingHandler());
    Lan lan = options.lan();
    if (lan != null) {
      all.add(new CertificateHandler(lan.authority()));
    }
    all.add(files(options));
    Handler sequence = new Handler.Sequence(all);
    Set<String> origins = options.origins();
    Handler whole = origins.isEmpty() ? sequence : forPagesOf(origins, sequence);
    return options.base().equals("/") ? whole : BelowPath.alone(options.base(), whole);
  }

  /** Lets pages of these origins call the API and the ping (CORS). */
  private static Handler forPagesOf(Set<String> origins, Handler handler) {
    CrossOriginHandler named = new CrossOriginHandler();
    named.setAllowedOriginPatterns(
        origins.stream().map(Pattern::quote).collect(Collectors.toSet()));
    named.setAllowedMethods(Set.of("GET", "HEAD", "POST"));
    named.setAllowedHeaders(Set.of("*", "Authorization")); // the star alone leaves that one out
    named.setExposedHeaders(Set.of("Retry-After"));
    named.setAllowCredentials(false); // a page proves who it is by headers of its own
    named.setHandler(handler);
    ConditionalHandler unlessCalled = new ConditionalHandler.SkipNext(named);
    unlessCalled.excludePath("/v1/*", PingHandler.PATH);
    return unlessCalled;
  }

  private static Handler files(Options options) {
    App app = options.app();
    AppFolder folder = app == null ? null : new AppFolder(app.folder());
    Set<String> elsewhere = new TreeSet<>(Set.of("/health", "/metrics"));
    options.proxies().routes().forEach(route -> elsewhere.add(route.path()));
    elsewhere.addAll(options.sites().keySet());
    List<Handler> all = new ArrayList<>();
    all.add(
        new HoldfastFilesHandler(
            folder, app == null ? Map.of() : app.headers(), elsewhere, options.inspects()));
    options
        .sites()
        .forEach(
            (path, site) ->
                all.add(
                    BelowPath.among(
                        path + "/", new FilesHandler(new AppFolder(site.folder()), site))));
    if (app != null && folder != null) {
      all.add(new FilesHandler(folder, app));
    }
    CompressionHandler compressed = new CompressionHandler(new Handler.Sequence(all));
    compressed.putCompression(new GzipCompression());
    return compressed;
  }

  private static Watch watch(Options options, @Nullable Certificates... all) {
    List<Watched> watched = new ArrayList<>();
    if (options.sync().authenticator() instanceof Watched users) {
      watched.add(users);
    }
    for (Certificates certificates : all) {
      if (certificates != null) {
        watched.add(certificates);
      }
    }
    return new Watch(watched);
  }

  private static ServerConnector connector(
      Server server, String host, int port, @Nullable Certificates certificates) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_LIMIT);
    // A backend behind --proxy may use encoded slashes and percent signs in its paths, and browsers
    // send brackets and bars as they are.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "HOLDFAST",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
            UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS));
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (certificates == null) {
      connector = new ServerConnector(server, plain);
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslConnectionFactory secure =
          new SslConnectionFactory(certificates.context(), plain.getProtocol());
      connector = new ServerConnector(server, secure, plain);
    }
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_TIMEOUT_MS);
    connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_TIMEOUT_MS);
    HeaderDeadline.watch(connector, HEADER_DEADLINE);
    return connector;
  }

  /**
   * Starts a server.
   *
   * @throws Exception if the port is taken, or the data or the certificate cannot be read
   */
  public static HoldfastServer start(Options options) throws Exception {
    HoldfastServer holdfast = new HoldfastServer(options);
    try {
      if (holdfast.lanConnector != null) {
        holdfast.connector.open(); // which decides the port, if any will do
        holdfast.lanConnector.setPort(holdfast.port());
      }
      holdfast.server.start();
    } catch (Exception e) {
      holdfast.stopAfter(e);
      throw e;
    }
    return holdfast;
  }

  /** Closes what had already started. A failure to do so is only added to {@code failure}. */
  private void stopAfter(Exception failure) {
    try {
      server.stop();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** The URL for a browser on this machine, without a slash at the end. */
  public String url() {
    String scheme = options.tls() == null ? "http" : "https";
    InetAddress address = new InetSocketAddress(options.host(), 0).getAddress();
    boolean here = address.isLoopbackAddress() || address.isAnyLocalAddress();
    String host = here ? "localhost" : HostPort.normalizeHost(options.host());
    String base = options.base().substring(0, options.base().length() - 1);
    return scheme + "://" + host + ":" + port() + base;
  }

  /** The URL for devices of the local network, without a slash at the end; null without one. */
  public @Nullable String lanUrl() {
    Lan lan = options.lan();
    return lan == null ? null : "https://" + lan.address() + ":" + port();
  }

  /**
   * Reads the tokens and the certificates again. That happens by itself when their files change.
   * What is wrong is logged, and what was read before stays in force.
   */
  public void readFilesAgain() {
    watch.readAgain();
  }

  /** Returns once the server has stopped. */
  public void join() throws InterruptedException {
    server.join();
  }

  /** Stops. Requests in flight are answered, unless they take longer than the stop timeout. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException e) {
      LOG.warn("stopped, although not every request in flight had been answered");
    } catch (Exception e) {
      throw new IllegalStateException("the server did not stop cleanly", e);
    }
  }
}
