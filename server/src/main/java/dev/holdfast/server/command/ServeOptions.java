package dev.holdfast.server.command;

import dev.holdfast.core.space.ConflictResolver;
import dev.holdfast.core.space.Rules;
import dev.holdfast.server.Options;
import dev.holdfast.server.Stores;
import dev.holdfast.server.Tls;
import dev.holdfast.server.api.SyncOptions;
import dev.holdfast.server.auth.StaticTokens;
import dev.holdfast.server.proxy.ProxyRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that {@code serve} and {@code demo} share. */
final class ServeOptions {
  static final int DEFAULT_PORT = 8080;
  private static final int MAX_PORT = 65_535;
  private static final String TOKENS = "tokens=";

  @Option(
      names = "--app",
      paramLabel = "DIR",
      description = "The folder of the web app; without it only the API is served.")
  @Nullable Path app;

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
      paramLabel = "/PATH=URL",
      converter = RouteReader.class,
      description = "Passes a path on to another server, unchanged. May be repeated.")
  List<ProxyRoute> proxies = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "COLLECTION=POLICY",
      converter = {CollectionReader.class, PolicyReader.class},
      description = "Who wins a conflict: merge, serverWins or clientWins. May be repeated.")
  Map<String, ConflictResolver> policies = new TreeMap<>();

  @Option(
      names = "--restored",
      description = "The data comes from a backup: all replicas start over from it.")
  boolean restored;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: localhost.")
  String host = "localhost";

  @Option(
      names = "--name",
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

  /** Checks all options. */
  Options checked() throws IOException {
    if (port < 0 || port > MAX_PORT) {
      throw new CommandFailure("--port " + port + " is no port: 0 to " + MAX_PORT + " are");
    }
    if (app != null && !Files.isDirectory(app)) {
      throw new CommandFailure("--app " + app + ": no such folder");
    }
    checkHost();
    String where = data;
    return new Options(
        app, () -> Stores.open(where), sync(), host, port, proxies, Set.copyOf(names), tls());
  }

  private void checkHost() {
    try {
      if (auth == null && !InetAddress.getByName(host).isLoopbackAddress()) {
        throw new CommandFailure(
            "--host "
                + host
                + " would let the whole network read and write every space: name who may with"
                + " --auth tokens=FILE, one \"TOKEN SUBJECT SPACE,SPACE\" a line");
      }
    } catch (UnknownHostException e) {
      throw new CommandFailure("--host " + host + ": no such address");
    }
  }

  private SyncOptions sync() throws IOException {
    Rules rules = Rules.DEFAULT;
    for (Map.Entry<String, ConflictResolver> policy : policies.entrySet()) {
      rules = rules.policy(policy.getKey(), policy.getValue());
    }
    SyncOptions sync = SyncOptions.DEFAULT.rules(rules).restored(restored);
    if (auth == null) {
      return sync;
    }
    StaticTokens tokens = tokens(auth);
    return sync.auth(tokens, tokens);
  }

  private static StaticTokens tokens(String auth) throws IOException {
    if (!auth.startsWith(TOKENS)) {
      throw new CommandFailure("--auth " + auth + ": expected tokens=FILE");
    }
    Path file = Path.of(auth.substring(TOKENS.length()));
    if (!Files.isReadable(file)) {
      throw new CommandFailure("--auth " + auth + ": no such file, or it may not be read");
    }
    return StaticTokens.read(file);
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

  /** Reads {@code /api=http://localhost:9000}. */
  static final class RouteReader implements ITypeConverter<ProxyRoute> {
    @Override
    public ProxyRoute convert(String text) {
      try {
        return ProxyRoute.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads the collection of {@code tasks=serverWins}. */
  static final class CollectionReader implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  /** Reads the policy of {@code tasks=serverWins}. */
  static final class PolicyReader implements ITypeConverter<ConflictResolver> {
    @Override
    public ConflictResolver convert(String text) {
      return switch (text) {
        case "merge" -> ConflictResolver.MERGE;
        case "serverWins" -> ConflictResolver.SERVER_WINS;
        case "clientWins" -> ConflictResolver.CLIENT_WINS;
        default ->
            throw new TypeConversionException(
                "expected merge, serverWins or clientWins, got " + text);
      };
    }
  }
}
