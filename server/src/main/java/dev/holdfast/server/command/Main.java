package dev.holdfast.server.command;

import dev.holdfast.core.json.Json;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Options;
import dev.holdfast.server.files.PrecacheFile;
import dev.holdfast.server.space.DataException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The commands behind {@code ./holdfast} that need the server. A wrong command line gives one line
 * on stderr and exit code 2. SIGTERM ends a server with exit code 0.
 */
@Command(
    name = "holdfast",
    description = "Keeps web apps working while the network is away.",
    subcommands = {
      DataCommands.Backup.class,
      DataCommands.Restoring.class,
      DataCommands.Verify.class,
      DataCommands.Listing.class,
      DataCommands.Subjects.class
    },
    versionProvider = Version.class,
    synopsisSubcommandLabel =
        "(serve | demo | manifest | backup | restore | verify | spaces | subjects)")
public final class Main implements Runnable {
  private static final int USAGE = 2;
  private static final String DEMO_SPACE = "/v1/spaces/demo";

  @Option(names = "--version", versionHelp = true, description = "Prints the version.")
  boolean version;

  private Main() {}

  public static void main(String[] args) {
    CommandLine command = command();
    CommandLine serve = Objects.requireNonNull(command.getSubcommands().get("serve"));
    Settings settings = new Settings(serve, System.getenv());
    System.exit(
        command
            .setParameterExceptionHandler(
                (failure, line) -> fail(settings.located(String.valueOf(failure.getMessage()))))
            .setExecutionExceptionHandler(
                (failure, line, result) -> fail(settings.located(explain(failure))))
            .execute(args));
  }

  /** The commands and their options. */
  static CommandLine command() {
    return new CommandLine(new Main()).registerConverter(int.class, new Readers.NumberReader());
  }

  @Override
  public void run() {
    throw new CommandFailure("which command? demo and serve start a server, help lists all");
  }

  @Command(name = "serve", description = "Serves a web app with Holdfast beside it.")
  int serve(@Mixin ServeOptions options) throws Exception {
    return serve(options.checked(), null);
  }

  @Command(name = "demo", description = "Serves the demo app, with data to look at.")
  int demo(@Mixin DemoOptions options) throws Exception {
    return serve(options.checked(), options.seed());
  }

  @Command(
      name = "manifest",
      description = "Writes DIR/holdfast/precache.js, for an app that another server serves.")
  int manifest(@Mixin ManifestOptions options) throws IOException {
    System.out.println(PrecacheFile.write(options.folder(), options.needed()));
    return 0;
  }

  private static int serve(Options options, @Nullable Path seed) throws Exception {
    Termination termination = new Termination();
    try (HoldfastServer server = start(options)) {
      termination.onHangUp(server::readFilesAgain);
      if (seed != null) {
        Json state = Json.parse(Files.readString(seed));
        ZoneId zone = ZoneId.systemDefault();
        SeedDays days = new SeedDays(LocalDate.now(zone), zone);
        new Seed(server.url() + DEMO_SPACE).plant(days.in(state));
      }
      String there = server.lanUrl();
      String ready = "Holdfast is ready on " + server.url();
      System.out.println(there == null ? ready : ready + "\n" + LanText.of(there));
      termination.await();
    }
    return 0;
  }

  private static HoldfastServer start(Options options) throws Exception {
    try {
      return HoldfastServer.start(options);
    } catch (IOException e) {
      if (!(e.getCause() instanceof BindException bind)) {
        throw e;
      }
      String where = options.host() + ":" + options.port();
      throw new CommandFailure(
          String.valueOf(bind.getMessage()).contains("in use")
              ? "port " + options.port() + " is taken: choose another with --port, 0 for any free"
              : "cannot listen on " + where + ": " + bind.getMessage());
    }
  }

  private static String explain(Exception failure) {
    if (failure instanceof CommandFailure
        || failure instanceof IOException
        || failure instanceof DataException) {
      return String.valueOf(failure.getMessage());
    }
    return "cannot start: " + failure;
  }

  private static int fail(String message) {
    System.err.println("holdfast: " + message.lines().findFirst().orElse("failed"));
    return USAGE;
  }
}
