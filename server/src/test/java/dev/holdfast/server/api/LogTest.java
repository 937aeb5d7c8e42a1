package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Rules;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Options;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the log says when something fails. It includes Jetty's warnings, which the build switches
 * on. A document's content or a token is never logged (fault 54).
 */
class LogTest {
  private static final String CONTENT = "the-patients-diagnosis";
  private static final String TOKEN = "6f1c0d3a9be24c7f8a15";

  @TempDir Path data;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final PrintStream before = System.err;
  private HoldfastServer server;

  /** An app whose own code fails and quotes its arguments in the exception. */
  private static final class Quoting implements Authenticator, Authorizer {
    @Override
    public @Nullable String authenticate(RequestHead head) {
      if (head.header("Fails") != null) {
        throw new IllegalStateException("bad token " + head.header("Authorization"));
      }
      return "ann";
    }

    @Override
    public boolean mayRead(String subject, String space) {
      return true;
    }

    @Override
    public boolean mayWrite(String subject, String space, Mutation mutation) {
      if (mutation.doc().equals("unauthorised")) {
        throw new IllegalStateException("cannot judge " + Json.stringify(mutation.value()));
      }
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    Quoting app = new Quoting();
    Rules rules =
        Rules.DEFAULT.validator(
            (subject, collection, doc, value) -> {
              throw new IllegalArgumentException("cannot validate " + Json.stringify(value));
            });
    server =
        HoldfastServer.start(
            Options.of(data.toString()).sync(SyncOptions.DEFAULT.rules(rules).auth(app, app)));
  }

  @AfterEach
  void stop() {
    server.close();
    System.setErr(before);
  }

  private int push(String space, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + "/v1/spaces/" + space + "/sync"))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private static String put(String doc) {
    Json value = Json.object();
    Json.set(value, "note", Json.of(CONTENT));
    return Json.stringify(push(Mutation.of("m1", "tasks", doc, 0, value)));
  }

  /** Content in the place of an array. */
  private static String misplaced() {
    Json mutation = Mutation.of("m1", "tasks", "x", 0, Json.of(1));
    Mutation.setReplaces(mutation, Json.of(CONTENT));
    return Json.stringify(push(mutation));
  }

  private static Json push(Json mutation) {
    Json mutations = Json.array();
    Json.push(mutations, mutation);
    return SyncRequest.of("r1", Json.absent(), 0, 1000, mutations);
  }

  @Test
  @Tag("fault-54")
  void whateverFails_noContentAndNoTokenIsInTheLog() throws Exception {
    assertThat(push("a", put("unauthorised"))).isEqualTo(500);
    assertThat(push("a", put("validated"))).isEqualTo(200);
    assertThat(push("a", put("unauthenticated"), "Fails", "yes")).isEqualTo(500);
    assertThat(push("a", put("x").replace("}]", ""))).isEqualTo(400);
    assertThat(push("a", misplaced())).isEqualTo(200);
    assertThat(push("%00" + CONTENT, put("x"))).isEqualTo(400);

    String logged = log.toString(StandardCharsets.UTF_8);
    assertThat(logged)
        .contains("POST /v1/spaces/a/sync failed: IllegalStateException at dev.holdfast.")
        .contains("the validator failed on a document of tasks: IllegalArgumentException at ")
        .doesNotContain(CONTENT)
        .doesNotContain(TOKEN);
  }
}
