package dev.holdfast.server.command;

import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.server.Stores;
import dev.holdfast.server.space.Erasing;
import dev.holdfast.server.space.SpacesReader;
import dev.holdfast.server.space.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look after a server's data. All but {@code restore} work beside a server. */
final class DataCommands {
  private static final String DIR = "DIR_OR_JDBC_URL";
  private static final int DAMAGED = 1;

  private DataCommands() {}

  private static int count(String data) {
    try (SpacesReader spaces = Stores.look(data)) {
      return spaces.names().size();
    }
  }

  /** {@code backup}. */
  @Command(name = "backup", description = "Copies a server's data into one file.")
  static final class Backup implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Option(names = "--data", paramLabel = DIR, required = true, description = "The data.")
    String data = "";

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "A new file.")
    Path to = Path.of("");

    @Override
    public Integer call() throws IOException {
      Stores.backUp(data, to);
      System.out.printf("%s: %d bytes, %d spaces%n", to, Files.size(to), count(to.toString()));
      return 0;
    }
  }

  /** {@code restore}. */
  @Command(name = "restore", description = "Makes a server's data of a backup.")
  static final class Restoring implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "The backup.")
    Path from = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "A new folder.")
    String data = "";

    @Override
    public Integer call() throws IOException {
      Stores.restore(from, data);
      System.out.printf(
          "%s: %d spaces restored. All replicas start over from them.%n", data, count(data));
      return 0;
    }
  }

  /** {@code verify}. */
  @Command(name = "verify", description = "Recomputes every hash of a server's data.")
  static final class Verify implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Option(
        names = "--data",
        paramLabel = DIR,
        required = true,
        description = "The data, or a backup.")
    String data = "";

    @Override
    public Integer call() {
      try (SpacesReader spaces = Stores.look(data)) {
        Verification.Result result = Verification.of(spaces, System.out::println);
        System.out.printf(
            "%d spaces, %d documents: %s%n",
            result.spaces(),
            result.documents(),
            result.problems() == 0 ? "no damage" : "damaged, see docs/operations.md");
        return result.problems() == 0 ? 0 : DAMAGED;
      }
    }
  }

  /** {@code spaces}, without a subcommand. */
  @Command(
      name = "spaces",
      description = "Lists the spaces of a server's data.",
      subcommands = SpaceDeletion.class)
  static final class Listing implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Option(names = "--data", paramLabel = DIR, description = "The data, or a backup.")
    @Nullable String data;

    @Override
    public Integer call() {
      if (data == null) { // which its subcommands have for themselves
        throw new CommandFailure("Missing required option: '--data=" + DIR + "'");
      }
      try (SpacesReader spaces = Stores.look(data)) {
        System.out.println("documents\tversion\tspace");
        for (String name : spaces.names().stream().sorted().toList()) {
          System.out.println(spaces.read(name, Listing::line) + name);
        }
      }
      return 0;
    }

    private static String line(SpaceStore store) {
      Head head = store.head();
      long[] documents = {0};
      store.changes(
          0,
          revision -> {
            documents[0] += revision.deleted() ? 0 : 1;
            return true;
          });
      return documents[0] + "\t" + (head == null ? 0 : head.version()) + "\t";
    }
  }

  /** {@code spaces delete}. */
  @Command(name = "delete", description = "Deletes a space with all that it has.")
  static final class SpaceDeletion implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Parameters(paramLabel = "SPACE", description = "Its name.")
    String space = "";

    @Option(names = "--data", paramLabel = DIR, required = true, description = "The data.")
    String data = "";

    @Override
    public Integer call() {
      try (Erasing erasing = Stores.erase(data)) {
        if (!erasing.deleteSpace(space)) {
          throw new CommandFailure("there is no space \"" + space + "\": nothing was deleted");
        }
      }
      System.out.printf("The space \"%s\" is deleted. Its replicas start over.%n", space);
      return 0;
    }
  }

  /** {@code subjects}. */
  @Command(
      name = "subjects",
      description = "Looks after what is kept about subjects.",
      subcommands = SubjectDeletion.class)
  static final class Subjects implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Override
    public Integer call() {
      throw new CommandFailure("expected subjects delete NAME");
    }
  }

  /** {@code subjects delete}. */
  @Command(name = "delete", description = "Deletes what is kept about a subject.")
  static final class SubjectDeletion implements Callable<Integer> {
    @Option(names = "--help", usageHelp = true, description = "Prints this.")
    boolean help;

    @Parameters(paramLabel = "NAME", description = "The subject.")
    String name = "";

    @Option(names = "--data", paramLabel = DIR, required = true, description = "The data.")
    String data = "";

    @Override
    public Integer call() {
      try (Erasing erasing = Stores.erase(data)) {
        System.out.printf(
            "%d receipts of \"%s\" are deleted. Documents stay: see docs/operations.md%n",
            erasing.deleteSubject(name), name);
      }
      return 0;
    }
  }
}
