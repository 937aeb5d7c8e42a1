package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The reaction to a wrong command line: one line on stderr, nothing else, exit code 2. */
@Timeout(120)
class CommandLineTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "serve --app nowhere                     | no such folder",
        "serve --app file.txt                    | no such folder",
        "serve --colour                          | Unknown option: '--colour'",
        "serve --port abc                        | --port",
        "serve --port 65536                      | 65536",
        "serve --port                            | --port",
        "serve --restored                        | --restored",
        "serve more                              | more",
        "serve --proxy /api                      | /api=http://localhost:9000",
        "serve --proxy /v1=http://localhost:9000 | Holdfast itself",
        "serve --host 0.0.0.0                    | --auth",
        "serve --name app.example.com            | --auth",
        "serve --fallback /index.html            | --app",
        "serve --header A:b                      | --app",
        "serve --app . --fallback /index.html    | expected a file of the app",
        "serve --app . --fallback file.txt       | expected a file of the app",
        "serve --app . --header Hello            | expected NAME: VALUE",
        "serve --app . --header A_(b):c          | expected NAME: VALUE",
        "serve --cors app.example.com            | expected an origin",
        "serve --cors *                          | expected an origin",
        "serve --cors https://a.test/path        | expected an origin",
        "serve --app . --data data               | lies in the folder of --app",
        "serve --app . --data sub/../data        | lies in the folder of --app",
        "serve --app . --auth tokens=tokens.txt  | lies in the folder of --app",
        "serve --app link --data data            | lies in the folder of --app",
        "serve --app . --tls-cert file.txt --tls-key file.txt | lies in the folder of --app",
        "serve --host no.such.host.invalid       | no such address",
        "serve --auth magic                      | expected tokens=FILE",
        "serve --auth tokens=nowhere             | no such file",
        "serve --auth tokens=file.txt            | line 1",
        "serve --policy tasks=magic              | serverWins",
        "serve --tls-cert file.txt               | --tls-key",
        "serve --tls-cert a.pem --tls-key b.pem  | a.pem",
        "serve --tls-cert file.txt --tls-key file.txt | file.txt holds no",
        "serve --port 0 --data file.txt          | file.txt",
        "serve --port 0 --data jdbc:other:x      | jdbc:other:",
        "serve --port abc                        | expected a whole number, got abc",
        "demo --port 8080.5                      | expected a whole number, got 8080.5",
        "demo --app x                            | Unknown option",
        "demo --lan here                         | expected an IPv4 address of this machine",
        "demo --lan 8.8.8.8                      | no address of a local network",
        "demo --lan 10.254.253.252               | this machine has no such address",
        "demo --lan 127.0.0.1 --data jdbc:x      | --lan keeps its certificate in the folder",
        "manifest nowhere                        | no such folder",
        "manifest                                | 'DIR'",
        "manifest . --include [                  | expected a regular expression, got [",
        "manifest . --max-size -1                | expected bytes, got -1",
        "manifest . --include a --include b      | only once",
        "manifest . --include nothing            | nothing would be there offline",
        "backup --data nowhere --to copy         | no data in nowhere",
        "backup --data .                         | --to",
        "backup --data jdbc:postgresql:x --to y  | use pg_dump",
        "verify --data nowhere                   | no data in nowhere",
        "verify --data file.txt                  | file.txt",
        "restore --from nowhere --data data      | no data in nowhere",
        "spaces --data file.txt                  | file.txt",
        "spaces                                  | --data",
        "spaces delete --data .                  | SPACE",
        "spaces delete s                         | --data",
        "spaces delete s --data nowhere          | no data in nowhere",
        "subjects                                | subjects delete NAME",
        "subjects delete ann --data nowhere      | no data in nowhere",
        "juggle                                  | juggle",
        "''                                      | which command",
      })
  void aWrongCommandLine_isOneClearLine(String line, String reason) throws Exception {
    Files.writeString(folder.resolve("file.txt"), "no certificate");
    Files.writeString(folder.resolve("tokens.txt"), "t ann s");
    Files.createSymbolicLink(folder.resolve("link"), folder);
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    try (Program program = Program.start(folder, arguments)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).startsWith("holdfast: ").contains(reason);
      assertThat(program.err().lines()).hasSize(1);
      assertThat(program.out()).isEmpty();
    }
  }

  @Test
  void aPortThatIsTaken_isOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program program =
            Program.start(folder, "serve", "--port", String.valueOf(taken.getLocalPort()))) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err().lines()).hasSize(1);
      assertThat(program.err()).contains("port " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void dataInUseByAnotherServer_isOneClearLine() throws Exception {
    try (Program first = Program.start(folder, "serve", "--port", "0");
        Program second = startAfter(first, "serve", "--port", "0")) {
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err().lines()).hasSize(1);
    }
  }

  private Program startAfter(Program first, String... arguments) throws Exception {
    first.ready();
    return Program.start(folder, arguments);
  }

  @Test
  void help_namesEveryOption() throws Exception {
    String help = script("help");

    List<String> options = new ArrayList<>(List.of("./holdfast --version"));
    List<CommandLine> commands = new ArrayList<>(Main.command().getSubcommands().values());
    commands.addAll(
        commands.stream().flatMap(one -> one.getSubcommands().values().stream()).toList());
    for (CommandLine command : commands) {
      assertThat(help).contains("./" + command.getCommandSpec().qualifiedName() + " ");
      for (OptionSpec option : command.getCommandSpec().options()) {
        options.add(option.longestName());
      }
    }
    options.removeIf("--help"::equals);
    assertThat(options).hasSizeGreaterThan(8).allMatch(help::contains);
  }

  @Test
  void version_isThatOfTheBuild_andOneLine() throws Exception {
    try (Program program = Program.start(folder, "--version")) {
      assertThat(program.exitCode()).isZero();
      assertThat(program.out())
          .matches("Holdfast \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?(, commit \\S+)?\n");
      assertThat(program.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "juggle, unknown command \"juggle\"",
    "--port, unknown command \"--port\"",
    "test --fast, test has no option --fast",
    "docs --fast, docs has no option --fast",
  })
  void aWrongCommandToTheScript_isOneClearLine(String line, String reason) throws Exception {
    Process process = start(line.split(" "));

    assertThat(process.waitFor()).isEqualTo(2);
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).startsWith("holdfast: ").contains(reason);
    assertThat(said.lines()).hasSize(1);
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
  }

  private static String script(String argument) throws IOException {
    return new String(start(argument).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Process start(String... arguments) throws IOException {
    Path script = Path.of("").toAbsolutePath().resolveSibling("holdfast");
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).start();
  }
}
