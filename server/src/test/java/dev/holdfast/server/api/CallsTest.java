package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.SyncAnswer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Epochs, receipts, previews and metrics over HTTP, and wrong requests for them. */
class CallsTest extends SyncFixture {
  @Test
  void anotherPast_is409WithTheNewEpoch() throws Exception {
    String epoch = SyncAnswer.epoch(Json.parse(push("ann", "shared", PUSH).body()));
    String body = "{\"replica\":\"r1\",\"epoch\":\"%s\",\"cursor\":50}".formatted(epoch);
    HttpResponse<String> first = push("ann", "shared", body);
    isProblem(first, 409, "EPOCH_CHANGED");
    String next = ProblemBody.epoch(Json.parse(first.body()));
    assertThat(next).isNotEqualTo(epoch);
    HttpResponse<String> again = push("ann", "shared", body);
    assertThat(ProblemBody.epoch(Json.parse(again.body()))).isEqualTo(next);
  }

  @Test
  void receiptsAreFoundByTheirSubjectAndOrigin() throws Exception {
    push("ann", "shared", PUSH);
    HttpResponse<String> receipt =
        server.send(as("ann", "/v1/spaces/shared/receipts/m1?origin=r1"));
    assertThat(receipt.statusCode()).isEqualTo(200);
    assertThat(receipt.body()).isEqualTo("{\"id\":\"m1\",\"status\":\"applied\",\"version\":1}");
    isProblem(
        server.send(as("ann", "/v1/spaces/shared/receipts/m1?origin=r2")), 404, "RECEIPT_UNKNOWN");
    isProblem(
        server.send(as("bob", "/v1/spaces/shared/receipts/m1?origin=r1")), 404, "RECEIPT_UNKNOWN");
    isProblem(server.send(as("ann", "/v1/spaces/shared/receipts/m1")), 400, "BAD_REQUEST");
    isProblem(
        server.send(as("dan", "/v1/spaces/dan/receipts/m1?origin=r1")), 404, "RECEIPT_UNKNOWN");
  }

  @Test
  void aPreviewStoresNothing() throws Exception {
    HttpResponse<String> preview =
        server.send(
            as("ann", "/v1/spaces/shared/preview")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(PUSH)));
    assertThat(preview.statusCode()).isEqualTo(200);
    assertThat(preview.body()).contains("\"preview\":true", "\"applied\"");
    assertThat(stored("shared")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cursor=x", "cursor=1.5", "limit=0", "limit=x", "stateHash=q", "cursor="})
  void wrongParameters_are400(String query) throws Exception {
    isProblem(server.send(as("ann", "/v1/spaces/shared/changes?" + query)), 400, "BAD_REQUEST");
  }

  @Test
  void metricsAreTrueFigures() throws Exception {
    push("ann", "shared", PUSH);
    push("ann", "shared", "nonsense");
    HttpResponse<String> metrics = server.get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .contains(
            "holdfast_requests_total 2\n",
            "holdfast_refused_total 1\n",
            "holdfast_receipts_total{status=\"applied\"} 1\n",
            "holdfast_receipts_total{status=\"rejected\"} 0\n",
            "holdfast_commits_total 1\n",
            "holdfast_live_streams 0\n");
  }
}
