package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of nobody, of other subjects, and of pages of another site. */
class PeopleTest extends SyncFixture {
  @Test
  void nobody_is401() throws Exception {
    HttpResponse<String> response = server.get("/v1/spaces/shared/changes");
    isProblem(response, 401, "UNAUTHENTICATED");
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  @Tag("fault-44")
  void anotherSubjectThanTheReplicaBelieves_is401() throws Exception {
    HttpResponse<String> response =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Holdfast-Subject", "bob")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(response, 401, "WRONG_SUBJECT");
    assertThat(stored("shared")).isZero();
    assertThat(
            server
                .send(as("ann", "/v1/spaces/shared/changes").header("Holdfast-Subject", "ann"))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void aSpaceOfOthers_is403_onEachCall() throws Exception {
    isProblem(push("ann", "bob", PUSH), 403, "SPACE_FORBIDDEN");
    for (String call : List.of("changes?cursor=0", "live", "receipts/m1?origin=r1")) {
      isProblem(server.send(as("ann", "/v1/spaces/bob/" + call)), 403, "SPACE_FORBIDDEN");
    }
    assertThat(stored("bob")).isZero();
  }

  @Test
  void writingIsGrantedPerMutation() throws Exception {
    HttpResponse<String> response =
        push(
            "ann",
            "shared",
            PUSH.replace("]}", ",")
                + "{\"id\":\"m2\",\"collection\":\"readonly\",\"doc\":\"x\",\"op\":\"put\","
                + "\"base\":0,\"value\":1}]}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"applied\"", "\"FORBIDDEN\"");
    assertThat(stored("shared")).isEqualTo(1);
  }

  @Test
  @Tag("fault-51")
  void anotherSubjectsMutationId_isSeparate() throws Exception {
    push("ann", "shared", PUSH);
    assertThat(push("bob", "shared", PUSH.replace("\"t1\"", "\"t2\"")).body())
        .contains("{\"id\":\"m1\",\"status\":\"applied\",\"version\":2}");
    HttpResponse<String> reused = push("ann", "shared", PUSH.replace("\"t1\"", "\"t3\""));
    assertThat(reused.statusCode()).isEqualTo(200);
    assertThat(reused.body()).contains("ID_REUSED");
    assertThat(stored("shared")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,,,403,CROSS_SITE",
    "application/json,,https://evil.example,403,CROSS_SITE",
    "application/json,cross-site,,403,CROSS_SITE",
    "application/json,same-site,,403,CROSS_SITE",
    "application/json,same-origin,,200,",
    "application/json,,,200,",
  })
  @Tag("fault-49")
  void aPostWithCookies_mustBeJsonOfOurOwnSite(
      String type, String site, String origin, int status, String code) throws Exception {
    HttpRequest.Builder request =
        server
            .request("/v1/spaces/shared/sync")
            .header("Cookie", "session=1")
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(PUSH));
    if (site != null) {
      request.header("Sec-Fetch-Site", site);
    }
    if (origin != null) {
      request.header("Origin", origin);
    }
    HttpResponse<String> response = server.send(request);
    if (status == 200) {
      assertThat(response.statusCode()).isEqualTo(200);
    } else {
      isProblem(response, status, code);
      assertThat(stored("shared")).isZero();
    }
  }

  @Test
  void aPageOfAnotherSite_cannotWriteWithoutCookiesEither() throws Exception {
    HttpResponse<String> form =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Origin", "https://evil.example")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(form, 403, "CROSS_SITE");
    HttpResponse<String> untyped =
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Origin", "https://evil.example")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    isProblem(untyped, 403, "CROSS_SITE");
    isProblem(
        server.send(
            as("ann", "/v1/spaces/shared/sync")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH))),
        415,
        "NOT_JSON");
  }
}
