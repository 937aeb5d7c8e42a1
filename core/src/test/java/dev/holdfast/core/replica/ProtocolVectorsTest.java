package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.MemorySpaces;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Our code gives the answers that docs/protocol-vectors.json promises to others. */
class ProtocolVectorsTest {
  private static final Json VECTORS = read();

  private static Json read() {
    try {
      return Json.parse(Files.readString(Path.of("../docs/protocol-vectors.json")));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Iterable<Json> items(Json array) {
    List<Json> items = new ArrayList<>();
    for (int i = 0, n = Json.isArray(array) ? Json.size(array) : 0; i < n; i++) {
      items.add(Json.at(array, i));
    }
    return items;
  }

  private static Json list(Iterable<Json> items) {
    Json list = Json.array();
    items.forEach(item -> Json.push(list, item));
    return list;
  }

  private static String text(Json object, String field) {
    return Json.text(Json.get(object, field));
  }

  /**
   * @param fields what each vector of the kind promises; a missing one is promised to be missing
   */
  private static void check(String kind, Function<Json, Json> answer, String... fields) {
    SoftAssertions all = new SoftAssertions();
    Json vectors = Json.get(VECTORS, kind);
    for (Json vector : items(vectors)) {
      Json actual = answer.apply(vector);
      for (String field : fields) {
        all.assertThat(Device.text(Json.get(actual, field)))
            .as("%s, %s: %s", kind, text(vector, "name"), field)
            .isEqualTo(Device.text(Json.get(vector, field)));
      }
    }
    all.assertAll();
    assertThat(Json.size(vectors)).isPositive();
  }

  // --- the state hash ---

  @Test
  void stateHash() {
    check("stateHash", ProtocolVectorsTest::hashed, "stateHash");
  }

  private static Json hashed(Json vector) {
    StateHash sum = StateHash.EMPTY;
    for (Json document : items(Json.get(vector, "documents"))) {
      Json place = Json.size(document) > 3 ? Json.at(document, 3) : Json.absent();
      Json content = Placed.of(Json.at(document, 2), place);
      String collection = Json.text(Json.at(document, 0));
      sum = sum.plus(StateHash.of(collection, Json.text(Json.at(document, 1)), content));
    }
    Json answer = Json.object();
    Json.set(answer, "stateHash", Json.of(sum.hex()));
    return answer;
  }

  // --- the merge ---

  @Test
  void merge() {
    check("merge", ProtocolVectorsTest::merged, "merged", "conflicts");
  }

  private static Json merged(Json vector) {
    Merge.Result result =
        Merge.documents(
            text(vector, "collection"),
            Json.isAbsent(Json.get(vector, "doc")) ? "" : text(vector, "doc"),
            content(Json.get(vector, "base")),
            content(Json.get(vector, "local")),
            content(Json.get(vector, "server")));
    Json paths = Json.object();
    for (Json conflict : items(result.conflicts())) {
      Json.set(paths, Json.get(conflict, "path"), Json.of(true));
    }
    Json answer = Json.object();
    Json.set(answer, "conflicts", Json.sortedKeys(paths));
    Json.set(answer, "merged", result.decided() ? parts(result.value()) : Json.absent());
    return answer;
  }

  private static Json content(Json parts) {
    return Json.isAbsent(parts)
        ? parts
        : Placed.of(Json.get(parts, "value"), Json.get(parts, "place"));
  }

  private static Json parts(Json content) {
    Json parts = Json.object();
    Json.set(parts, "value", Placed.value(content));
    Json.set(parts, "place", Placed.place(content));
    return Json.isAbsent(content) ? content : parts;
  }

  // --- places ---

  @Test
  void places() {
    Json places = Json.get(VECTORS, "places");
    for (Json valid : items(Json.get(places, "valid"))) {
      assertThat(Place.isValid(Json.text(valid))).as(Json.text(valid)).isTrue();
    }
    for (Json invalid : items(Json.get(places, "invalid"))) {
      assertThat(Place.isValid(Json.text(invalid))).as(Json.text(invalid)).isFalse();
    }
    String before = "";
    for (Json ascending : items(Json.get(places, "ascending"))) {
      assertThat(Place.isValid(Json.text(ascending))).as(Json.text(ascending)).isTrue();
      assertThat(Json.text(ascending)).isGreaterThan(before);
      before = Json.text(ascending);
    }
    assertThat(before).isNotEmpty();
  }

  @Test
  void placesOfAListThatNobodyChanged() {
    check("listed", vector -> one(Place.at((int) Json.number(Json.get(vector, "index")))), "place");
  }

  @Test
  void placesOfWhatArrived() {
    check(
        "arrived", vector -> one(Place.arrived(Json.number(Json.get(vector, "version")))), "place");
  }

  private static Json one(String place) {
    Json answer = Json.object();
    Json.set(answer, "place", Json.of(place));
    return answer;
  }

  @Test
  void placesBetweenTwo() {
    check("between", ProtocolVectorsTest::between, "places");
  }

  private static Json between(Json vector) {
    int count = (int) Json.number(Json.get(vector, "count"));
    Json places = Json.array();
    for (String place : Place.between(text(vector, "left"), text(vector, "right"), count)) {
      assertThat(Place.isValid(place)).isTrue();
      Json.push(places, Json.of(place));
    }
    Json answer = Json.object();
    Json.set(answer, "places", places);
    return answer;
  }

  // --- state and documents ---

  @Test
  void aStateSplit() {
    check("split", ProtocolVectorsTest::split, "documents", "error");
  }

  private static Json split(Json vector) {
    StateShape shape = shape(vector);
    Json known = docs(Json.get(vector, "known"));
    Json places = assembly(shape, Json.get(vector, "known")).places;
    Json answer = Json.object();
    try {
      Json docs = shape.split(Json.get(vector, "state"), known, places);
      Json.set(answer, "documents", list(documents(docs)));
    } catch (Failure e) {
      Json.set(answer, "error", Json.of(e.code().name()));
    }
    return answer;
  }

  @Test
  void documentsAssembled() {
    check("assemble", ProtocolVectorsTest::assembled, "state", "misfits");
  }

  private static Json assembled(Json vector) {
    Assembly assembly = assembly(shape(vector), Json.get(vector, "documents"));
    Json misfits = Json.array();
    for (Json misfit : items(assembly.misfits)) {
      Json.push(misfits, Json.get(misfit, "key"));
    }
    Json answer = Json.object();
    Json.set(answer, "state", assembly.state);
    Json.set(answer, "misfits", misfits);
    return answer;
  }

  private static StateShape shape(Json vector) {
    Json shapes = Json.get(vector, "shapes");
    return new StateShape(Json.isAbsent(shapes) ? Json.object() : shapes);
  }

  private static Assembly assembly(StateShape shape, Json documents) {
    Map<String, Double> versions = new HashMap<>();
    for (Json document : items(documents)) {
      Json version = Json.get(document, "version");
      versions.put(key(document), Json.isNumber(version) ? Json.number(version) : 1);
    }
    return shape.assembly(docs(documents), key -> Place.arrived(versions.getOrDefault(key, 1.0)));
  }

  private static Json docs(Json documents) {
    Json docs = Json.object();
    for (Json document : items(documents)) {
      Json.set(docs, key(document), content(document));
    }
    return docs;
  }

  private static String key(Json document) {
    return DocKey.of(text(document, "collection"), text(document, "doc"));
  }

  private static List<Json> documents(Json docs) {
    List<Json> documents = new ArrayList<>();
    for (Json key : items(Json.sortedKeys(docs))) {
      Json document = parts(Json.get(docs, key));
      Json.set(document, "collection", Json.of(DocKey.collection(Json.text(key))));
      Json.set(document, "doc", Json.of(DocKey.id(Json.text(key))));
      documents.add(document);
    }
    return documents;
  }

  // --- decisions ---

  @Test
  void decisions() {
    check("decisions", ProtocolVectorsTest::decided, "steps");
  }

  private static Json decided(Json vector) {
    MemorySpaces spaces = new MemorySpaces();
    Random random = new CountedRandom("e");
    Json epoch = Json.nul();
    Json steps = Json.array();
    for (Json step : items(Json.get(vector, "steps"))) {
      Json body = Json.copy(Json.get(step, "request"));
      if (Json.isAbsent(Json.get(body, "epoch"))) {
        Json.set(body, "epoch", epoch);
      }
      SyncRequest request = SyncRequest.read(body, Rules.DEFAULT.limits());
      Json answer =
          answer(
              spaces.write(
                  "s",
                  store ->
                      new Space(store, Rules.DEFAULT, random)
                          .sync("ann", request, Permission.ALL)));
      epoch = Json.isAbsent(Json.get(answer, "epoch")) ? epoch : Json.get(answer, "epoch");
      Json actual = Json.object();
      Json.set(actual, "request", Json.get(step, "request"));
      Json.set(actual, "answer", told(answer, Json.get(step, "answer")));
      Json.push(steps, actual);
    }
    Json answer = Json.object();
    Json.set(answer, "steps", steps);
    return answer;
  }

  private static Json answer(SyncAnswer answer) {
    if (answer instanceof SyncAnswer.NewerState newer) {
      return newer.problem();
    }
    return answer instanceof SyncAnswer.EpochChanged changed
        ? changed.problem()
        : Json.parse(((SyncAnswer.Page) answer).text());
  }

  /**
   * The fields of an answer that the vector has too, {@code null} for a missing one. Details are
   * words for people.
   */
  private static Json told(Json answer, Json wanted) {
    Json told = Json.object();
    for (Json field : items(Json.keys(wanted))) {
      Json value = Json.get(answer, field);
      Json.set(told, field, Json.isAbsent(value) ? Json.nul() : value);
    }
    for (Json receipt : items(Json.get(told, "receipts"))) {
      Json.remove(receipt, Json.of("detail"));
    }
    return told;
  }
}
