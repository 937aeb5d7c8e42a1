package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The API as {@code /v1/openapi.json} describes it, held against a running server: each call that
 * is described is made, with each status that a client can bring about, and every answer has the
 * form that is described for it, with no field that is not.
 */
class OpenApiTest extends SyncFixture {
  private static final String BODIES = "application/json";

  /** What no client can bring about here: a fault, a full server, and what only time removes. */
  private static final Set<String> OUT_OF_REACH =
      Set.of("500", "503", "GET /v1/spaces/{space}/receipts/{mutationId} 410");

  private final Set<String> seen = new TreeSet<>();
  private Json description = Json.absent();

  @BeforeEach
  void read() throws Exception {
    HttpResponse<String> answer = server.get("/v1/openapi.json");
    assertThat(answer.statusCode()).isEqualTo(200);
    description = Json.parse(answer.body());
  }

  private static Json at(Json from, String... names) {
    Json found = from;
    for (String name : names) {
      Json next = Json.isObject(found) ? Json.get(found, name) : Json.absent();
      assertThat(Json.isAbsent(next)).as("the description has " + List.of(names)).isFalse();
      found = resolved(from, next);
    }
    return found;
  }

  private static Json resolved(Json root, Json value) {
    Json ref = Json.isObject(value) ? Json.get(value, "$ref") : Json.absent();
    return Json.isString(ref) && !Json.text(ref).contains("/schemas/")
        ? at(root, Json.text(ref).substring(2).split("/"))
        : value;
  }

  /** A schema of the description that allows no field but those which it names. */
  private Schema schema(Json part) {
    Json whole = Json.object();
    Json.set(whole, "components", strict(Json.get(description, "components")));
    Json.set(whole, "allOf", Json.array());
    Json.push(Json.get(whole, "allOf"), part);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.stringify(whole), InputFormat.JSON);
  }

  private static Json strict(Json value) {
    Json out = Json.isArray(value) ? Json.array() : Json.object();
    if (Json.isArray(value)) {
      for (int i = 0; i < Json.size(value); i++) {
        Json.push(out, strict(Json.at(value, i)));
      }
      return out;
    }
    if (!Json.isObject(value)) {
      return value;
    }
    Json names = Json.keys(value);
    for (int i = 0; i < Json.size(names); i++) {
      Json.set(out, Json.at(names, i), strict(Json.get(value, Json.text(Json.at(names, i)))));
    }
    if (!Json.isAbsent(Json.get(value, "properties"))) {
      Json.set(out, "additionalProperties", Json.of(false));
    }
    return out;
  }

  private List<String> flaws(Json part, String body) {
    List<String> flaws = new ArrayList<>();
    for (Error error : schema(part).validate(body, InputFormat.JSON)) {
      flaws.add(error.toString());
    }
    return flaws;
  }

  /** Sends a request. Its answer has one of the forms that are described for it. */
  private HttpResponse<String> call(String template, String method, HttpRequest.Builder request)
      throws Exception {
    HttpResponse<String> answer = server.send(request);
    String status = String.valueOf(answer.statusCode());
    Json responses =
        at(description, "paths", template, method.toLowerCase(Locale.ROOT), "responses");
    String name = method + " " + template + " " + status;
    Json response = resolved(description, Json.get(responses, status));
    assertThat(Json.isAbsent(response)).as(name + " is described: " + answer.body()).isFalse();
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
    Json part = at(response, "content", type, "schema");
    if (!type.startsWith("text/")) {
      assertThat(flaws(part, answer.body())).as(name + ": " + answer.body()).isEmpty();
    }
    seen.add(name);
    return answer;
  }

  private HttpResponse<String> post(String subject, String space, String call, String body)
      throws Exception {
    return call(
        "/v1/spaces/{space}/" + call,
        "POST",
        as(subject, "/v1/spaces/" + space + "/" + call)
            .header("Content-Type", BODIES)
            .POST(BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  private HttpResponse<String> get(String call, HttpRequest.Builder request) throws Exception {
    return call("/v1/spaces/{space}/" + call, "GET", request);
  }

  /** A body that the description allows, and the server takes. */
  private Json synced(String body) throws Exception {
    String json = body.replace('\'', '"');
    assertThat(flaws(at(description, "components", "schemas", "SyncRequest"), json)).isEmpty();
    HttpResponse<String> answer = post("ann", "shared", "sync", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.parse(answer.body());
  }

  private static String mutation(String id, String doc, String rest) {
    return "{'id':'%s','collection':'tasks','doc':'%s',%s}".formatted(id, doc, rest);
  }

  private static String push(String... mutations) {
    return "{'replica':'r1','places':true,'limit':2,'mutations':["
        + String.join(",", mutations)
        + "]}";
  }

  private void receiptsOfEachKind() throws Exception {
    String put = "'op':'put','base':0,'value':";
    synced(push(mutation("m1", "t1", put + "{'a':1,'b':1},'place':'a0'")));
    synced(push(mutation("m2", "t1", "'op':'put','base':1,'value':{'a':2,'b':1}")));
    Json answer =
        synced(
            push(
                mutation("m3", "t1", "'op':'put','base':1,'value':{'a':1,'b':2}"),
                mutation("m4", "t1", put + "7"),
                mutation("m5", "t2", put + "null"),
                mutation("m6", "t2", "'op':'delete','base':4"),
                mutation("m7", "t3", put + "1,'replaces':['m0']"),
                mutation("m8", "t4", put + "1,'place':'a1'"),
                "{'id':'m9','collection':'readonly','doc':'t','op':'put','value':1}"));
    String receipts = Json.stringify(Json.get(answer, "receipts"));
    assertThat(receipts).contains("applied", "merged", "conflict", "rejected");
    assertThat(Json.isTrue(Json.get(answer, "more"))).isTrue();
    synced(
        "{'replica':'r2','mutations':[],'unknown':[{'id':'m0','origin':'r1'},{'id':'m4','origin':'r1'}]}");
    synced(push(mutation("m1", "t1", put + "'another'")));
  }

  private void allStatuses() throws Exception {
    receiptsOfEachKind();
    String empty = "{'replica':'r1'}";
    for (String call : List.of("sync", "preview")) {
      post("ann", "shared", call, empty);
      post("ann", "shared", call, "nonsense");
      post("ann", "bob", call, empty);
      post("ann", "shared", call, "{'replica':'r1','epoch':'e9','cursor':1}");
      post("ann", "shared", call, "{'replica':'r1','mutations':[" + "1,".repeat(1000) + "1]}");
      String path = "/v1/spaces/shared/" + call;
      String template = "/v1/spaces/{space}/" + call;
      HttpRequest.Builder plain = as("ann", path).header("Content-Type", "text/plain");
      call(template, "POST", plain.POST(BodyPublishers.ofString(empty)));
      HttpRequest.Builder nobody = server.request(path).header("Content-Type", BODIES);
      call(template, "POST", nobody.POST(BodyPublishers.ofString("{}")));
      call(template, "POST", as("ann", path).PUT(BodyPublishers.ofString("{}")));
    }
    for (String call : List.of("changes", "receipts/m1", "live")) {
      String path = "/v1/spaces/shared/" + call + "?origin=r1";
      String name = call.startsWith("receipts") ? "receipts/{mutationId}" : call;
      if (!call.equals("live")) {
        get(name, as("ann", path));
      }
      get(name, server.request(path));
      get(name, as("ann", "/v1/spaces/bob/" + call + "?origin=r1"));
      get(name, as("ann", "/v1/spaces/a+b/" + call));
      get(name, as("ann", path).DELETE());
    }
    get("receipts/{mutationId}", as("ann", "/v1/spaces/shared/receipts/other?origin=r1"));
    get("changes", as("ann", "/v1/spaces/shared/changes?cursor=99&epoch=e9"));
    get("changes", as("dan", "/v1/spaces/dan/changes"));
    for (String path : List.of("/v1/openapi.json", "/metrics")) {
      call(path, "GET", server.request(path));
      call(path, "GET", server.request(path).DELETE());
    }
    seen.add("GET /v1/spaces/{space}/live 200"); // LiveTest reads one
  }

  @Test
  void eachCallAndStatus_answersAsItIsDescribed() throws Exception {
    allStatuses();

    Set<String> missing = new TreeSet<>();
    Json paths = Json.get(description, "paths");
    for (String path : names(paths)) {
      for (String method : names(Json.get(paths, path))) {
        if (method.equals("parameters")) {
          continue;
        }
        Json responses = at(description, "paths", path, method, "responses");
        for (String status : names(responses)) {
          String name = method.toUpperCase(Locale.ROOT) + " " + path + " " + status;
          if (!seen.contains(name)
              && !OUT_OF_REACH.contains(status)
              && !OUT_OF_REACH.contains(name)) {
            missing.add(name);
          }
        }
      }
    }
    assertThat(missing).as("described, and never seen").isEmpty();
  }

  private static List<String> names(Json object) {
    List<String> names = new ArrayList<>();
    Json keys = Json.sortedKeys(object);
    for (int i = 0; i < Json.size(keys); i++) {
      names.add(Json.text(Json.at(keys, i)));
    }
    return names;
  }

  /** What the description refuses, the server refuses as well. */
  @Test
  void requestThatIsNotAsDescribed_isRefused() throws Exception {
    Json request = at(description, "components", "schemas", "SyncRequest");
    for (String body :
        List.of(
            "{}",
            "{'replica':'a b'}",
            "{'replica':'r1','cursor':'1'}",
            "{'replica':'r1','cursor':1.5}",
            "{'replica':'r1','limit':0}",
            "{'replica':'r1','schema':-1}",
            "{'replica':'r1','places':1}",
            "{'replica':'r1','stateHash':'q'}",
            "{'replica':'r1','mutations':{}}",
            "{'replica':'r1','mutations':[{'id':'a b','collection':'c','doc':'d','op':'delete'}]}",
            "{'replica':'r1','unknown':[{}]}")) {
      assertThat(flaws(request, body.replace('\'', '"'))).as(body).isNotEmpty();
      assertThat(post("ann", "shared", "sync", body).statusCode()).as(body).isEqualTo(400);
    }
  }

  /** So does it refuse one mutation in its receipt. */
  @Test
  void mutationThatIsNotAsDescribed_isRejected() throws Exception {
    Json form = at(description, "components", "schemas", "Mutation");
    for (String mutation :
        List.of(
            mutation("n1", "t", "'op':'move','value':1"),
            mutation("n2", "t", "'op':'put'"),
            mutation("n3", "t", "'op':'put','value':1,'base':-1"),
            mutation("n4", "t", "'op':'put','value':1,'place':'-'"),
            mutation("n5", "x".repeat(1025), "'op':'put','value':1"))) {
      assertThat(flaws(form, mutation.replace('\'', '"'))).as(mutation).isNotEmpty();
      Json answer = Json.parse(post("ann", "shared", "sync", push(mutation)).body());
      Json receipt = Json.at(SyncAnswer.receipts(answer), 0);
      assertThat(Json.text(Json.get(receipt, "status"))).as(mutation).isEqualTo("rejected");
    }
  }
}
