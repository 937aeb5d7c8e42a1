package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Random pushes and pulls on a space. Each answer is compared with a model of plain maps. The
 * replicas keep what they pulled, and after each step they must have the server's state.
 */
final class SpaceModel {
  private static final String[] VALUES = {
    "{}",
    "{'a':1}",
    "{'a':2}",
    "{'b':1}",
    "{'a':1,'b':1}",
    "{'a':2,'b':1}",
    "{'a':1,'b':2}",
    "[{'id':'x','n':1}]",
    "[{'id':'x','n':1},{'id':'y'}]",
    "[{'id':'y'},{'id':'x','n':2}]",
    "null",
    "7"
  };

  private final TestSpaces spaces;
  private final java.util.Random chance;
  private final Random epochs;

  /** The model: every value that each document ever had, by version. */
  private final Map<String, TreeMap<Long, Json>> documents = new HashMap<>();

  private long version;

  /** The version before the push. */
  private long before;

  /** The last accepted mutation of the push, by author and document. */
  private final Map<String, Json> accepted = new HashMap<>();

  private final List<Replica> replicas = new ArrayList<>();
  private final List<String> sent = new ArrayList<>();
  private final List<String> receipts = new ArrayList<>();

  private static final class Replica {
    final String name;
    @Nullable String epoch;
    long cursor;
    @Nullable String stateHash;
    final Map<String, Json> values = new HashMap<>();
    final Map<String, Long> versions = new HashMap<>();

    Replica(String name) {
      this.name = name;
    }
  }

  private SpaceModel(TestSpaces spaces, long seed) {
    this.spaces = spaces;
    this.chance = new java.util.Random(seed);
    this.epochs =
        new Random() {
          @Override
          public double next() {
            return chance.nextDouble();
          }

          @Override
          public String hex(int digits) {
            return "e" + chance.nextInt(1_000_000);
          }
        };
    for (String name : List.of("r1", "r2", "r3")) {
      replicas.add(new Replica(name));
    }
  }

  /** Runs one history; the seed is in the message if it fails. */
  static void run(TestSpaces spaces, long seed, int steps) {
    SpaceModel model = new SpaceModel(spaces, seed);
    for (int step = 0; step < steps; step++) {
      try {
        model.step(step);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", step " + step + ": " + e.getMessage(), e);
      }
    }
  }

  private void step(int step) {
    Replica replica = replicas.get(chance.nextInt(replicas.size()));
    List<String> mutations = new ArrayList<>();
    int n = chance.nextInt(4);
    for (int i = 0; i < n; i++) {
      mutations.add(
          !sent.isEmpty() && chance.nextInt(5) == 0
              ? sent.get(chance.nextInt(sent.size()))
              : mutation(replica, "m" + step + "-" + i));
    }
    SyncAnswer.Page page = exchange(replica, mutations);
    before = version;
    accepted.clear();
    for (int i = 0; i < n; i++) {
      check(mutations.get(i), page.receipts().get(i).text());
    }
    take(replica, page);
    while (page.more()) {
      page = exchange(replica, List.of());
      take(replica, page);
    }
    assertThat(page.cursor()).isEqualTo(version);
    assertThat(page.stateHash()).isEqualTo(hash());
    assertThat(texts(replica.values)).isEqualTo(texts(live()));
  }

  private String mutation(Replica replica, String id) {
    String collection = chance.nextInt(4) == 0 ? Merge.ORDER : "tasks";
    String doc = "d" + chance.nextInt(4);
    String key = collection + "/" + doc;
    long base =
        switch (chance.nextInt(6)) {
          case 0 -> 0;
          case 1 -> version == 0 ? 0 : chance.nextInt((int) version + 1);
          default -> replica.versions.getOrDefault(key, 0L);
        };
    String value =
        collection.equals(Merge.ORDER)
            ? new String[] {"['x']", "['x','y']", "['y','x','z']", "[]"}[chance.nextInt(4)]
            : VALUES[chance.nextInt(VALUES.length)];
    boolean deletes = chance.nextInt(5) == 0;
    Json mutation =
        Mutation.of(
            id,
            collection,
            doc,
            (double) base,
            deletes
                ? Json.absent()
                : Placed.of(Json.parse(value.replace('\'', '"')), place(collection)));
    Mutation.setOrigin(mutation, replica.name);
    return Json.stringify(mutation);
  }

  private Json place(String collection) {
    boolean none = collection.equals(Merge.ORDER) || chance.nextInt(3) == 0;
    return none ? Json.absent() : Json.of(new String[] {"a0", "a1", "a0V"}[chance.nextInt(3)]);
  }

  private SyncAnswer.Page exchange(Replica replica, List<String> mutations) {
    Json items = Json.array();
    mutations.forEach(mutation -> Json.push(items, Json.parse(mutation)));
    Json epoch = replica.epoch == null ? Json.absent() : Json.of(replica.epoch);
    int limit = 1 + chance.nextInt(6);
    Json body = SyncRequest.of(replica.name, epoch, (double) replica.cursor, limit, items);
    if (replica.stateHash != null) {
      SyncRequest.setStateHash(body, replica.stateHash);
    }
    SyncRequest request = SyncRequest.read(body, Limits.DEFAULT);
    SyncAnswer answer =
        spaces.write(
            "s",
            store -> new Space(store, Rules.DEFAULT, epochs).sync("ann", request, Permission.ALL));
    assertThat(answer).isInstanceOf(SyncAnswer.Page.class);
    return (SyncAnswer.Page) answer;
  }

  private static void take(Replica replica, SyncAnswer.Page page) {
    long last = -1;
    for (Change change : page.changes()) {
      assertThat(change.version()).isGreaterThan(last);
      last = change.version();
      String key = change.collection() + "/" + change.doc();
      replica.versions.put(key, change.version());
      if (change.deleted()) {
        replica.values.remove(key);
      } else {
        replica.values.put(key, change.content());
      }
    }
    replica.epoch = page.epoch();
    replica.cursor = page.cursor();
    replica.stateHash = page.stateHash() == null ? null : page.stateHash().hex();
  }

  // --- the model's answers ---

  private void check(String mutation, String receipt) {
    int seen = sent.indexOf(mutation);
    String expected = seen >= 0 ? receipts.get(seen) : decide(Json.parse(mutation));
    assertThat(Json.stringify(Json.parse(receipt)))
        .as(mutation)
        .isEqualTo(Json.stringify(Json.parse(expected)));
    if (seen < 0) {
      sent.add(mutation);
      receipts.add(receipt);
    }
    if (Receipt.isAccepted(Json.parse(receipt))) {
      accepted.put(author(Json.parse(mutation)), Json.parse(mutation));
    }
  }

  private static String author(Json mutation) {
    return Json.text(Mutation.origin(mutation))
        + " "
        + Mutation.collection(mutation)
        + " "
        + Mutation.doc(mutation);
  }

  private String decide(Json mutation) {
    String id = Json.text(Mutation.id(mutation));
    String collection = Mutation.collection(mutation);
    String key = collection + "/" + Mutation.doc(mutation);
    TreeMap<Long, Json> past = documents.computeIfAbsent(key, k -> new TreeMap<>());
    long at = past.isEmpty() ? 0 : past.lastKey();
    Json server = past.isEmpty() ? Json.absent() : past.lastEntry().getValue();
    Json local = asked(mutation, server);
    long base = (long) Mutation.base(mutation);
    if (Json.equal(local, server)) {
      return applied(mutation, at, server);
    }
    Json merged = local;
    @Nullable Json earlier = accepted.get(author(mutation));
    if (earlier != null && base != (long) Mutation.base(earlier) && base <= before) {
      earlier = null;
    }
    if (earlier != null || base != at) {
      @Nullable Json known = earlier != null ? asked(earlier, server) : past.get(base);
      if (known == null && !collection.equals(Merge.ORDER)) {
        return conflict(id, at, server);
      }
      Merge.Result result =
          Merge.documents(
              collection,
              Mutation.doc(mutation),
              known == null ? Json.absent() : known,
              local,
              server);
      if (!result.decided()) {
        return conflict(id, at, server);
      }
      merged = result.value();
    }
    if (Json.equal(merged, server)) {
      return merged(id, at, server);
    }
    past.put(++version, merged);
    return Json.equal(merged, local)
        ? applied(mutation, version, merged)
        : merged(id, version, merged);
  }

  private static String applied(Json mutation, long version, Json content) {
    boolean sent = Json.isString(Placed.place(Mutation.content(mutation)));
    return Receipt.applied(Json.text(Mutation.id(mutation)), version, content, sent).text();
  }

  private static Json asked(Json mutation, Json server) {
    Json content = Mutation.content(mutation);
    return Json.isString(Placed.place(content))
        ? content
        : Placed.of(Mutation.value(mutation), Placed.place(server));
  }

  private static String conflict(String id, long at, Json server) {
    return Receipt.conflict(id, at, text(server)).text();
  }

  private static String merged(String id, long at, Json value) {
    return Receipt.merged(id, at, text(value)).text();
  }

  private static @Nullable String text(Json value) {
    return Json.isAbsent(value) ? null : Json.stringify(value);
  }

  private Map<String, Json> live() {
    Map<String, Json> out = new HashMap<>();
    documents.forEach(
        (key, past) -> {
          if (!past.isEmpty() && !Json.isAbsent(past.lastEntry().getValue())) {
            out.put(key, past.lastEntry().getValue());
          }
        });
    return out;
  }

  private StateHash hash() {
    StateHash sum = StateHash.EMPTY;
    for (Map.Entry<String, Json> document : live().entrySet()) {
      String[] key = document.getKey().split("/", -1);
      sum = sum.plus(StateHash.of(key[0], key[1], document.getValue()));
    }
    return sum;
  }

  private static Map<String, String> texts(Map<String, Json> values) {
    Map<String, String> out = new TreeMap<>();
    values.forEach((key, value) -> out.put(key, Json.stringify(value)));
    return out;
  }
}
