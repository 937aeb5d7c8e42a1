package dev.holdfast.server.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code manifest}: those of the package for npm. */
final class ManifestOptions {
  @Parameters(paramLabel = "DIR", description = "The folder of the web app.")
  @Nullable Path folder;

  @Option(names = "--help", usageHelp = true, description = "Prints this.")
  boolean help;

  @Option(
      names = "--include",
      paramLabel = "PATTERN",
      converter = Readers.PatternReader.class,
      description = "Only files whose path below DIR matches this regular expression.")
  @Nullable Pattern include;

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      converter = Readers.PatternReader.class,
      description = "No file whose path matches.")
  @Nullable Pattern exclude;

  @Option(
      names = "--max-size",
      paramLabel = "BYTES",
      converter = Readers.SizeReader.class,
      description = "No larger file: they are named on stderr.")
  long maxSize = Long.MAX_VALUE;

  Path folder() {
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailure("manifest " + folder + ": no such folder");
    }
    return folder;
  }

  /** Whether the app needs a file offline, by its path. */
  Predicate<String> needed() {
    return path ->
        (include == null || include.matcher(path).find())
            && (exclude == null || !exclude.matcher(path).find())
            && !isTooLarge(path);
  }

  private boolean isTooLarge(String path) {
    long size = folder().resolve(path).toFile().length();
    if (size > maxSize) {
      String why = path + " is larger than " + maxSize + " bytes, so it is left out";
      System.err.println("holdfast: " + why);
    }
    return size > maxSize;
  }
}
