package dev.holdfast.server.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options that the command line does not give: from the environment, else from the file of
 * {@code --config}. An option is taken from one place as a whole, also if it may be repeated.
 *
 * <p>The file has one {@code NAME = VALUE} a line, where NAME is an option without its dashes.
 * There are no quotes and no escapes, so a value stands there as a shell would pass it on. A
 * repeatable option is repeated. Messages never have a value: it may be a password.
 */
final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "--config";
  private static final Pattern OPTION = Pattern.compile("--[a-z-]+");

  /** Between the values of an option that may be repeated, in its variable and towards picocli. */
  static final String BETWEEN = "\n";

  private final CommandLine command;
  private final Map<String, String> environment;
  private @Nullable Map<String, List<Line>> file;

  /** Where each option came from that was not on the command line. */
  private final Map<String, String> origins = new LinkedHashMap<>();

  /** A line of the file. */
  private record Line(String where, String value) {}

  /** Gives a command the options that are not on its command line. */
  Settings(CommandLine command, Map<String, String> environment) {
    this.command = command;
    this.environment = environment;
    command.setDefaultValueProvider(this);
  }

  /** What is said of an option, with the place that the option came from if it was elsewhere. */
  String located(String message) {
    Matcher option = OPTION.matcher(message);
    while (option.find()) {
      String origin = origins.get(option.group());
      if (origin != null) {
        return origin + ": " + message;
      }
    }
    return message;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp()) {
      return null;
    }
    String name = option.longestName();
    String variable = variable(name);
    String value = environment.get(variable);
    String origin = variable;
    if (value == null || value.isEmpty()) {
      List<Line> lines = name.equals(CONFIG) ? null : file().get(name);
      if (lines == null) {
        return null;
      }
      origin = lines.get(0).where();
      value = String.join(BETWEEN, lines.stream().map(Line::value).toList());
    }
    origins.put(name, origin);
    if (isFlag(option) && !value.equals("true") && !value.equals("false")) {
      throw wrong(origin, name.substring(2) + ": expected true or false");
    }
    return value.stripTrailing();
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  /** {@code HOLDFAST_TLS_CERT} for {@code --tls-cert}. */
  private static String variable(String name) {
    return "HOLDFAST_" + name.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private Map<String, List<Line>> file() {
    Map<String, List<Line>> known = file;
    if (known == null) {
      Path path = path();
      known = path == null ? Map.of() : read(path);
      file = known;
    }
    return known;
  }

  private @Nullable Path path() {
    Path given = command.getCommandSpec().findOption(CONFIG).getValue();
    String variable = environment.get(variable(CONFIG));
    return given != null || variable == null || variable.isEmpty() ? given : Path.of(variable);
  }

  private Map<String, List<Line>> read(Path path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw wrong(CONFIG + " " + path, "no such file, or no text in UTF-8 that may be read");
    }
    Map<String, List<Line>> out = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (i == 0 && line.startsWith("\uFEFF")) {
        line = line.substring(1).strip(); // an editor's byte order mark
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(out, path + ", line " + (i + 1), line);
      }
    }
    return out;
  }

  private void add(Map<String, List<Line>> out, String where, String line) {
    int equals = line.indexOf('=');
    if (equals < 1) {
      throw wrong(where, "expected NAME = VALUE, got no equals sign after a name");
    }
    String key = line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    OptionSpec option = command.getCommandSpec().findOption("--" + key);
    if (option == null || !names().contains(key)) {
      throw wrong(where, "expected one of " + String.join(", ", names()) + ", got " + key);
    }
    if (value.isEmpty()) {
      throw wrong(where, key + ": expected a value, got nothing");
    }
    List<Line> lines = out.computeIfAbsent("--" + key, name -> new ArrayList<>());
    if (!lines.isEmpty() && !option.isMultiValue()) {
      throw wrong(where, key + ": expected once, got it in " + lines.get(0).where() + " before");
    }
    lines.add(new Line(where, value));
  }

  /** The names that a line of the file may begin with. */
  private List<String> names() {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.usageHelp() && !option.longestName().equals(CONFIG))
        .map(option -> option.longestName().substring(2))
        .sorted()
        .toList();
  }

  private ParameterException wrong(String where, String what) {
    return new ParameterException(command, where + ": " + what);
  }
}
