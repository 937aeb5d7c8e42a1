package dev.holdfast.server.command;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * Fills an empty space with a state. It does so as a replica would: as mutations, through the API.
 * The mutations keep their ids. So if it runs twice, or is interrupted and runs again, it has one
 * effect.
 */
final class Seed {
  private static final String REPLICA = "seed";
  private static final int BATCH = 250;

  private final HttpClient client = HttpClient.newHttpClient();
  private final String space;

  /**
   * Seeds the space at the URL {@code space}, such as {@code http://localhost:8080/v1/spaces/demo}.
   */
  Seed(String space) {
    this.space = space;
  }

  /**
   * Makes the object {@code state} the content of the space, unless the space has documents
   * already.
   */
  void plant(Json state) throws IOException, InterruptedException {
    Json first = sync(Json.nul(), Json.array()); // it makes the space
    if (Json.size(SyncAnswer.changes(first)) > 0) {
      return;
    }
    Json mutations = mutations(state);
    for (int from = 0; from < Json.size(mutations); from += BATCH) {
      Json batch = Json.array();
      for (int i = from; i < Math.min(from + BATCH, Json.size(mutations)); i++) {
        Json.push(batch, Json.at(mutations, i));
      }
      sync(Json.of(SyncAnswer.epoch(first)), batch);
    }
  }

  private Json sync(Json epoch, Json mutations) throws IOException, InterruptedException {
    Json body = SyncRequest.of(REPLICA, epoch, 0, 1, mutations);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(space + "/sync"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.stringify(body)))
            .build();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("the demo's data was refused: " + response.statusCode());
    }
    return Json.parse(response.body());
  }

  /** The state as mutations, one for each document: contract "State and documents". */
  private static Json mutations(Json state) {
    Json mutations = Json.array();
    Json keys = Json.sortedKeys(state);
    for (int i = 0; i < Json.size(keys); i++) {
      String key = Json.text(Json.at(keys, i));
      Json value = Json.get(state, key);
      if (Merge.isKeyed(value)) {
        for (int j = 0; j < Json.size(value); j++) {
          Json id = Merge.idOf(Json.at(value, j));
          put(mutations, key, Json.text(id), Placed.of(Json.at(value, j), Json.of(Place.at(j))));
        }
        put(mutations, Merge.ORDER, key, Json.array());
      } else {
        put(mutations, key, "~", value);
      }
    }
    return mutations;
  }

  private static void put(Json mutations, String collection, String doc, Json value) {
    String id = REPLICA + "-" + Json.size(mutations);
    Json.push(mutations, Mutation.of(id, collection, doc, 0, value));
  }
}
