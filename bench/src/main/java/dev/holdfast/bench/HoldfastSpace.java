package dev.holdfast.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A space of our server, filled and read by the wire protocol. */
final class HoldfastSpace {
  private static final String TASKS = "tasks";
  private static final int BATCH = 1_000;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;

  HoldfastSpace(String server, String name) {
    String slash = server.endsWith("/") ? "" : "/";
    url = server + slash + "v1/spaces/" + name;
  }

  /** Puts documents, each under its {@code id}, into {@code tasks}. */
  void put(JsonArray documents) throws Exception {
    for (int from = 0; from < documents.size(); from += BATCH) {
      Json mutations = Json.array();
      for (int n = from; n < Math.min(from + BATCH, documents.size()); n++) {
        JsonObject document = documents.get(n).getAsJsonObject();
        String id = document.get("id").getAsString();
        Json.push(mutations, Mutation.of("m" + n, TASKS, id, 0, Json.parse(document.toString())));
      }
      Json request = SyncRequest.of("filler", Json.nul(), 0, 1, mutations);
      asked(
          HttpRequest.newBuilder(URI.create(url + "/sync"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(Json.stringify(request))));
    }
  }

  /** All documents of {@code tasks}. */
  JsonArray stored() throws Exception {
    Map<String, Json> documents = new LinkedHashMap<>();
    boolean more = true;
    for (long cursor = 0; more; ) {
      Json page =
          asked(HttpRequest.newBuilder(URI.create(url + "/changes" + Query.pull(cursor, BATCH))));
      Json changes = SyncAnswer.changes(page);
      for (int i = 0; i < Json.size(changes); i++) {
        Json change = Json.at(changes, i);
        if (Change.collection(change).equals(TASKS)) {
          documents.put(Change.doc(change), Placed.value(Change.content(change)));
        }
      }
      cursor = (long) SyncAnswer.cursor(page);
      more = SyncAnswer.more(page);
    }
    JsonArray all = new JsonArray();
    documents.values().forEach(one -> all.add(JsonParser.parseString(Json.stringify(one))));
    return all;
  }

  private static Json asked(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return Json.parse(answer.body());
  }
}
