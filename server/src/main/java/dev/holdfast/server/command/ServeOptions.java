package dev.holdfast.server.command;

import dev.holdfast.core.space.ConflictResolver;
import dev.holdfast.core.space.Rules;
import dev.holdfast.server.Options;
import dev.holdfast.server.Stores;
import dev.holdfast.server.Tls;
import dev.holdfast.server.api.SyncOptions;
import dev.holdfast.server.auth.StaticTokens;
import dev.holdfast.server.files.App;
import dev.holdfast.server.proxy.Proxies;
import dev.holdfast.server.proxy.ProxyRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that {@code serve} and {@code demo} share. */
final class ServeOptions {
  static final int DEFAULT_PORT = 8080;
  private static final int MAX_PORT = 65_535;
  private static final String TOKENS = "tokens=";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Options, one NAME = VALUE a line.")
  @Nullable Path config;

  @Option(
      names = "--app",
      paramLabel = "DIR",
      description = "The folder of the web app; without it only the API is served.")
  @Nullable Path app;

  @Option(
      names = "--base",
      paramLabel = "/PATH/",
      description = "The path that everything is served below, for an app that was built for it.")
  String base = "/";

  @Option(names = "--help", usageHelp = true, description = "Prints this.")
  boolean help;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on, 0 for any free one. Default: 8080.")
  int port = DEFAULT_PORT;

  @Option(
      names = "--data",
      paramLabel = "DIR_OR_JDBC_URL",
      description = "Where the spaces are kept. Default: .holdfast/data in the current folder.")
  String data = ".holdfast/data";

  @Option(
      names = "--proxy",
      split = Settings.BETWEEN,
      paramLabel = "/PATH=URL",
      converter = Readers.RouteReader.class,
      description = "Passes a path on to another server, unchanged. May be repeated.")
  List<ProxyRoute> proxies = new ArrayList<>();

  @Option(
      names = "--proxy-timeout",
      paramLabel = "SECONDS",
      description = "How long a backend may take until its answer begins. Default: 120.")
  long proxyTimeout = Proxies.PATIENCE.toSeconds();

  @Option(
      names = "--behind-proxy",
      description = "Passes on the X-Forwarded headers that come, from a proxy in front of this.")
  boolean behindProxy;

  @Option(
      names = "--fallback",
      paramLabel = "/FILE",
      description = "The file of the app that answers page loads of paths without a file.")
  @Nullable String fallback;

  @Option(
      names = "--header",
      split = Settings.BETWEEN,
      paramLabel = "NAME: VALUE",
      converter = Readers.HeaderReader.class,
      description = "A header of each file of the app. May be repeated.")
  List<Readers.Header> headers = new ArrayList<>();

  @Option(
      names = "--cors",
      split = Settings.BETWEEN,
      paramLabel = "ORIGIN",
      converter = Readers.OriginReader.class,
      description = "Pages of this origin may call the API, too. May be repeated.")
  List<String> origins = new ArrayList<>();

  @Option(
      names = "--policy",
      split = Settings.BETWEEN,
      paramLabel = "COLLECTION=POLICY",
      converter = {Readers.CollectionReader.class, Readers.PolicyReader.class},
      description = "Who wins a conflict: merge, serverWins or clientWins. May be repeated.")
  Map<String, ConflictResolver> policies = new TreeMap<>();

  @Option(
      names = "--restored",
      paramLabel = "ID",
      description =
          "The data comes from a backup: all replicas start over from it, once for an ID.")
  @Nullable String restored;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: localhost.")
  String host = "localhost";

  @Option(
      names = "--name",
      split = Settings.BETWEEN,
      paramLabel = "NAME",
      description = "A name it may be called by, besides localhost. May be repeated.")
  List<String> names = new ArrayList<>();

  @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain, PEM.")
  @Nullable Path tlsCert;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key, PEM (PKCS#8).")
  @Nullable Path tlsKey;

  @Option(
      names = "--auth",
      paramLabel = "tokens=FILE",
      description = "Who may use which spaces; required for any address but localhost.")
  @Nullable String auth;

  @Option(
      names = "--no-inspector",
      description = "Does not serve /holdfast/inspector.html, which shows developers what is kept.")
  boolean noInspector;

  /** Other sites beside the app, by path. No option of the command line. */
  final Map<String, App> sites = new TreeMap<>();

  /** Checks all options. */
  Options checked() throws IOException {
    if (port < 0 || port > MAX_PORT) {
      throw new CommandFailure("--port " + port + " is no port: 0 to " + MAX_PORT + " are");
    }
    if (proxyTimeout < 1) {
      throw new CommandFailure("--proxy-timeout " + proxyTimeout + ": expected seconds from 1");
    }
    if (!base.matches("/([A-Za-z0-9._~-]+/)*")) {
      throw new CommandFailure("--base " + base + ": expected a path such as /app/");
    }
    checkHost();
    String where = data;
    return new Options(
        app(),
        () -> Stores.open(where),
        sync(),
        host,
        port,
        base,
        new Proxies(proxies, Duration.ofSeconds(proxyTimeout), behindProxy),
        Set.copyOf(names),
        Set.copyOf(origins),
        tls(),
        !noInspector,
        sites,
        null);
  }

  private @Nullable App app() throws IOException {
    if (app == null) {
      if (fallback != null || !headers.isEmpty()) {
        throw new CommandFailure("--fallback and --header are about the files of --app DIR");
      }
      return null;
    }
    if (!Files.isDirectory(app)) {
      throw new CommandFailure("--app " + app + ": no such folder");
    }
    if (fallback != null
        && !(fallback.startsWith("/") && Files.isRegularFile(app.resolve(fallback.substring(1))))) {
      throw new CommandFailure(
          "--fallback " + fallback + ": expected a file of the app, such as /index.html");
    }
    refuseToServe("--data", data.startsWith("jdbc:") ? null : Path.of(data));
    refuseToServe("--config", config);
    refuseToServe("--auth", tokens());
    refuseToServe("--tls-key", tlsKey);
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach(header -> all.put(header.name(), header.value()));
    return new App(app, fallback, all);
  }

  /** What is secret must not lie where the app's files are served. */
  private void refuseToServe(String option, @Nullable Path secret) throws IOException {
    if (app == null || secret == null) {
      return;
    }
    Path served = app.toRealPath();
    Path file = secret.toAbsolutePath().normalize();
    Path parent = file.getParent();
    if (Files.exists(file)) {
      file = file.toRealPath();
    } else if (parent != null && Files.exists(parent)) {
      file = parent.toRealPath().resolve(file.getFileName());
    }
    if (file.startsWith(served) && !isHidden(served.relativize(file))) {
      throw new CommandFailure(
          option
              + " "
              + secret
              + " lies in the folder of --app, so everybody could read it: put it elsewhere");
    }
  }

  private static boolean isHidden(Path file) {
    for (Path name : file) {
      if (name.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private void checkHost() {
    try {
      if (auth == null && !InetAddress.getByName(host).isLoopbackAddress()) {
        throw open("--host " + host);
      }
    } catch (UnknownHostException e) {
      throw new CommandFailure("--host " + host + ": no such address");
    }
    for (String name : names) {
      if (auth == null && !isThisMachine(name)) {
        throw open("--name " + name);
      }
    }
  }

  /** A name that no other machine can mean. */
  private static boolean isThisMachine(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals("localhost") || lower.endsWith(".localhost");
  }

  private static CommandFailure open(String option) {
    return new CommandFailure(
        option
            + " would let the whole network read and write every space: name who may with"
            + " --auth tokens=FILE, one \"TOKEN SUBJECT SPACE,SPACE\" a line");
  }

  private SyncOptions sync() throws IOException {
    Rules rules = Rules.DEFAULT;
    for (Map.Entry<String, ConflictResolver> policy : policies.entrySet()) {
      rules = rules.policy(policy.getKey(), policy.getValue());
    }
    SyncOptions sync = SyncOptions.DEFAULT.rules(rules);
    if (restored != null) {
      if (restored.isBlank()) {
        throw new CommandFailure("--restored: expected an id of this restore, such as 2026-11-29");
      }
      sync = sync.restored(restored);
    }
    Path file = tokens();
    if (file == null) {
      return sync;
    }
    StaticTokens tokens = StaticTokens.read(file);
    return sync.auth(tokens, tokens);
  }

  /** The file of {@code --auth}; null if there is none. */
  private @Nullable Path tokens() {
    if (auth == null) {
      return null;
    }
    if (!auth.startsWith(TOKENS)) {
      throw new CommandFailure("--auth " + auth + ": expected tokens=FILE");
    }
    Path file = Path.of(auth.substring(TOKENS.length()));
    if (!Files.isReadable(file)) {
      throw new CommandFailure("--auth " + auth + ": no such file, or it may not be read");
    }
    return file;
  }

  private @Nullable Tls tls() {
    if (tlsCert == null && tlsKey == null) {
      return null;
    }
    if (tlsCert == null || tlsKey == null) {
      throw new CommandFailure("--tls-cert and --tls-key go together");
    }
    for (Path file : List.of(tlsCert, tlsKey)) {
      if (!Files.isReadable(file)) {
        throw new CommandFailure(file + ": no such file, or it may not be read");
      }
    }
    return new Tls(tlsCert, tlsKey);
  }
}
