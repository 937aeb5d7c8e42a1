package dev.holdfast.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** A space of our server, filled and read by the wire protocol. */
final class HoldfastSpace {
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
      JsonArray mutations = new JsonArray();
      for (int n = from; n < Math.min(from + BATCH, documents.size()); n++) {
        JsonObject mutation = new JsonObject();
        JsonObject document = documents.get(n).getAsJsonObject();
        mutation.addProperty("id", "m" + n);
        mutation.addProperty("collection", "tasks");
        mutation.add("doc", document.get("id"));
        mutation.addProperty("op", "put");
        mutation.addProperty("base", 0);
        mutation.add("value", document);
        mutations.add(mutation);
      }
      JsonObject request = new JsonObject();
      request.addProperty("replica", "filler");
      request.addProperty("cursor", 0);
      request.addProperty("limit", 1);
      request.add("mutations", mutations);
      asked(
          HttpRequest.newBuilder(URI.create(url + "/sync"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(request.toString())));
    }
  }

  /** All documents of {@code tasks}. */
  JsonArray stored() throws Exception {
    Map<String, JsonElement> documents = new LinkedHashMap<>();
    boolean more = true;
    for (long cursor = 0; more; ) {
      String from = url + "/changes?limit=10000&cursor=" + cursor;
      JsonObject page = asked(HttpRequest.newBuilder(URI.create(from)));
      for (JsonElement change : page.getAsJsonArray("changes")) {
        JsonObject one = change.getAsJsonObject();
        if (one.get("collection").getAsString().equals("tasks")) {
          documents.put(one.get("doc").getAsString(), one.get("value"));
        }
      }
      cursor = page.get("cursor").getAsLong();
      more = page.get("more").getAsBoolean();
    }
    JsonArray all = new JsonArray();
    documents.values().forEach(all::add);
    return all;
  }

  private static JsonObject asked(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }
}
