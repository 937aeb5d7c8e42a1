package dev.holdfast.server.command;

import dev.holdfast.server.Options;
import dev.holdfast.server.files.App;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code demo}. */
final class DemoOptions {
  /** The folder of this project. The script passes it. */
  private static final Path HOME = Path.of(System.getProperty("holdfast.home", "."));

  /** What the demo's pages may load: only from its own origin, no inline script and no eval. */
  private static final String POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

  /**
   * Where the documentation is built, and what its pages may load. VitePress has inline scripts.
   */
  private static final Path DOCS = HOME.resolve("site/target/docs");

  private static final String DOCS_POLICY =
      "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

  @Option(names = "--help", usageHelp = true, description = "Prints this.")
  boolean help;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on, 0 for any free one. Default: 8080.")
  int port = ServeOptions.DEFAULT_PORT;

  @Option(
      names = "--data",
      paramLabel = "DIR_OR_JDBC_URL",
      description = "Where the spaces are kept. Default: .holdfast/demo in the project's folder.")
  @Nullable String data;

  @Option(
      names = "--lan",
      paramLabel = "ADDRESS",
      arity = "0..1",
      fallbackValue = "",
      description = "Also serves it to phones of the local network, over HTTPS.")
  @Nullable String lan;

  /** These options as options of {@code serve}. */
  private ServeOptions serve() {
    ServeOptions serve = new ServeOptions();
    serve.app = HOME.resolve("demo/app");
    serve.headers.add(new Readers.Header("Content-Security-Policy", POLICY));
    if (Files.isDirectory(DOCS)) { // empty as long as it is being built
      serve.sites.put("/docs", new App(DOCS, null, Map.of("Content-Security-Policy", DOCS_POLICY)));
    }
    serve.port = port;
    serve.data = data == null ? HOME.resolve(".holdfast/demo").toString() : data;
    return serve;
  }

  /** All options, checked. With {@code --lan} this also makes the certificate. */
  Options checked() throws IOException {
    ServeOptions serve = serve();
    if (lan == null) {
      return serve.checked();
    }
    if (serve.data.startsWith("jdbc:")) {
      throw new CommandFailure("--lan keeps its certificate in the folder of --data: give one");
    }
    String address = LocalNetwork.address(lan);
    Options checked = serve.checked();
    return checked.lan(LanCertificate.of(address, Path.of(serve.data, "lan")));
  }

  Path seed() {
    return HOME.resolve("demo/seed.json");
  }
}
