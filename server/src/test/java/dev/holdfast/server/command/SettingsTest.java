package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of {@code serve} in a file and in the environment, in processes of their own. */
@Timeout(120)
class SettingsTest {
  private static final String TOKEN = "6f1c0d3a9be24c7f8a15";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(URI url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private void config(String text) throws Exception {
    Files.writeString(folder.resolve("holdfast.conf"), text);
  }

  @Test
  void file_givesOptionsOfAllKinds_andItsRepeatedLinesAreAllTaken() throws Exception {
    Files.createDirectories(folder.resolve("app"));
    Files.writeString(folder.resolve("app/index.html"), "hello");
    Files.writeString(folder.resolve("tokens.txt"), TOKEN + " ada s\n");
    config(
        """
        \uFEFF# where it listens
        port = 0
        base=/below/
          app = app

        header = Content-Security-Policy: default-src 'self'; img-src * = not, split
        header = X-Two: 2
        no-inspector = true
        behind-proxy = false
        auth = tokens=tokens.txt
        policy = tasks=serverWins
        policy = notes=clientWins
        """);

    try (Program program = Program.start(folder, "serve", "--config", "holdfast.conf")) {
      URI url = program.ready();
      HttpResponse<String> index = get(url.resolve("/below/"));
      assertThat(index.body()).isEqualTo("hello");
      assertThat(index.headers().firstValue("Content-Security-Policy"))
          .contains("default-src 'self'; img-src * = not, split");
      assertThat(index.headers().firstValue("X-Two")).contains("2");
      assertThat(get(url.resolve("/below/holdfast/inspector.html")).statusCode()).isEqualTo(404);
      assertThat(get(url.resolve("/below/v1/spaces/s/changes")).statusCode()).isEqualTo(401);
      String bearer = "Bearer " + TOKEN;
      assertThat(get(url.resolve("/below/v1/spaces/s/changes"), "Authorization", bearer))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(200);
    }
  }

  @Test
  void commandLine_goesBeforeTheEnvironment_andThatBeforeTheFile() throws Exception {
    config("port = 1\nbase = /file/\nhost = file.invalid\ndata = file\ncors = https://file.test\n");
    Map<String, String> environment =
        Map.of(
            "HOLDFAST_CONFIG", "holdfast.conf",
            "HOLDFAST_PORT", "2",
            "HOLDFAST_HOST", "localhost",
            "HOLDFAST_DATA", "",
            "HOLDFAST_CORS", "https://one.test\nhttps://two.test",
            "HOLDFAST_SERVICE_PORT", "tcp://10.0.0.1:80");

    try (Program program = Program.start(folder, environment, "serve", "--port", "0")) {
      URI url = program.ready();
      assertThat(url.getPort()).isGreaterThan(2);
      assertThat(folder.resolve("file/holdfast.db")).as("an empty variable is none").exists();
      URI ping = url.resolve("/file/holdfast/ping?n=1");
      String allowed = "Access-Control-Allow-Origin";
      for (String origin : new String[] {"https://one.test", "https://two.test"}) {
        assertThat(get(ping, "Origin", origin).headers().firstValue(allowed)).contains(origin);
      }
      assertThat(get(ping, "Origin", "https://file.test").headers().firstValue(allowed)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "prot = 1            | line 2: expected one of app, auth,         | got prot",
        "--port = 1          | line 2: expected one of app, auth,         | got --port",
        "config = other      | line 2: expected one of app, auth,         | got config",
        "port 8080           | line 2: expected NAME = VALUE              | equals sign",
        "port =              | line 2: port: expected a value             | got nothing",
        "base = /other/      | line 2: base: expected once                | line 1",
        "port = abc          | line 2: Invalid value for option '--port'  | expected a whole number, got abc",
        "port = 65536        | line 2: --port 65536 is no port            | 0 to 65535",
        "behind-proxy = yes  | line 2: behind-proxy: expected true or false | true",
        "proxy = /api        | line 2: Invalid value for option '--proxy' | /api=http://localhost:9000",
        "policy = tasks=me   | line 2: Invalid value for option '--policy' | serverWins",
        "auth = magic        | line 2: --auth magic: expected tokens=FILE | magic",
        "app = nowhere       | line 2: --app nowhere: no such folder      | nowhere",
        "data = jdbc:x:y?password=secret | jdbc:x:                          | there is no store",
      })
  void wrongLine_isNamedByFileAndLine_andShowsNoSecret(String line, String first, String second)
      throws Exception {
    config(
        "base = /file/\n" + line + "\npassword = secret\n".repeat(line.contains("prot") ? 1 : 0));
    try (Program program = Program.start(folder, "serve", "--config", "holdfast.conf")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).startsWith("holdfast: ").contains(first, second);
      assertThat(program.err()).doesNotContain("secret");
      assertThat(program.err().lines()).hasSize(1);
    }
  }

  @Test
  void wrongVariable_isNamed() throws Exception {
    Map<String, String> environment = Map.of("HOLDFAST_PORT", "tcp://10.0.0.1:80");
    try (Program program = Program.start(folder, environment, "serve")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).contains("HOLDFAST_PORT: ", "expected a whole number");
    }
  }

  @Test
  void fileThatIsMissing_orThatTheAppWouldServe_isRefused() throws Exception {
    try (Program program = Program.start(folder, "serve", "--config", "nowhere")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).contains("--config nowhere: no such file");
    }
    config("app = .\ndata = .holdfast/data\n");
    try (Program program = Program.start(folder, "serve", "--config", "holdfast.conf")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).contains("--config", "lies in the folder of --app");
    }
  }
}
