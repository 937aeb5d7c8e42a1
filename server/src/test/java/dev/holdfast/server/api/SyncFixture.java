package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.space.Rules;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sync API with several subjects and a small body limit, and a push for tests. */
abstract class SyncFixture {
  static final String PUSH =
      """
      {'replica':'r1','cursor':0,'mutations':[
        {'id':'m1','collection':'tasks','doc':'t1','op':'put','base':0,'value':{'title':'x'}}]}\
      """
          .replace('\'', '"');

  @TempDir Path data;
  SyncServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new SyncServer(
            data,
            SyncOptions.DEFAULT
                .auth(SyncFixture::bearer, new OnlyTheirOwn())
                .bodyBytes(100_000)
                .rules(Rules.DEFAULT));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  /** The token is the subject's name. A cookie counts too. */
  private static @Nullable String bearer(RequestHead head) {
    String header = head.header("Authorization");
    if (header != null && header.startsWith("Bearer ")) {
      return header.substring("Bearer ".length());
    }
    return head.header("Cookie") != null ? "ann" : head.header("Test-Subject");
  }

  /** A space named after a subject belongs to that subject alone. */
  private static final class OnlyTheirOwn implements Authorizer {
    @Override
    public boolean mayRead(String subject, String space) {
      return space.equals("shared") || space.equals(subject);
    }

    @Override
    public boolean mayWrite(String subject, String space, Mutation mutation) {
      return !mutation.collection().equals("readonly");
    }
  }

  HttpRequest.Builder as(String subject, String path) {
    return server.request(path).header("Authorization", "Bearer " + subject);
  }

  HttpResponse<String> push(String subject, String space, String body) throws Exception {
    return server.send(
        as(subject, "/v1/spaces/" + space + "/sync")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static void isProblem(HttpResponse<String> response, int status, String code) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(ProblemBody.code(Json.parse(response.body()))).isEqualTo(code);
  }

  long stored(String space) throws Exception {
    String subject = space.equals("shared") ? "ann" : space;
    Json body = Json.parse(server.send(as(subject, "/v1/spaces/" + space + "/changes")).body());
    return (long) SyncAnswer.cursor(body);
  }
}
