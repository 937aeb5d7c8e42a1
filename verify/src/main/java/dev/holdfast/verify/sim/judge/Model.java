package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.verify.sim.server.PickyValidator;
import dev.holdfast.verify.sim.server.ServerDisk;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answers that the server must give, from a second, simple implementation: maps, no disk, no
 * pages, no lineage. It shares only two things with the server: the three-way merge, whose laws are
 * tested separately, and the rule of a picky server.
 */
final class Model {
  /** The expected result of one mutation. */
  record Outcome(String status, int version, @Nullable String text) {}

  private record Doc(int version, @Nullable String text) {}

  private record Seen(String content, Outcome outcome) {}

  private final Map<String, Doc> documents = new TreeMap<>();
  private final Map<Integer, String> keys = new TreeMap<>();
  private final Map<Integer, Doc> log = new TreeMap<>();
  private final Map<String, Seen> seen = new TreeMap<>();
  private final PickyValidator picky;
  private int head;

  Model(PickyValidator picky) {
    this.picky = picky;
  }

  Model copy() {
    Model copy = new Model(picky);
    copy.documents.putAll(documents);
    copy.keys.putAll(keys);
    copy.log.putAll(log);
    copy.seen.putAll(seen);
    copy.head = head;
    return copy;
  }

  /** Forgets deletions. */
  void compact() {
    documents.values().removeIf(doc -> doc.text() == null);
  }

  /** The result of a mutation that was sent before; null if it never arrived. */
  @Nullable Outcome known(Json mutation, String sender) {
    Seen before = seen.get(origin(mutation, sender) + "/" + Json.text(Mutation.id(mutation)));
    return before == null ? null : before.outcome();
  }

  private static String origin(Json mutation, String sender) {
    Json named = Mutation.origin(mutation);
    return Json.isAbsent(named) ? sender : Json.text(named);
  }

  Outcome take(Json mutation, String sender) {
    String origin = origin(mutation, sender);
    String id = origin + "/" + Json.text(Mutation.id(mutation));
    String content = content(mutation);
    Seen before = seen.get(id);
    if (before != null) {
      boolean same = before.content().isEmpty() || before.content().equals(content);
      return same ? before.outcome() : new Outcome(Receipt.REJECTED, 0, null);
    }
    Outcome outcome = decide(mutation);
    seen.put(id, new Seen(content, outcome));
    Json replaces = Mutation.replaces(mutation);
    for (int i = 0; !Json.isAbsent(replaces) && i < Json.size(replaces); i++) {
      seen.putIfAbsent(origin + "/" + Json.text(Json.at(replaces, i)), new Seen("", outcome));
    }
    return outcome;
  }

  private static String content(Json mutation) {
    Json value = Mutation.content(mutation);
    return Mutation.collection(mutation)
        + " "
        + Mutation.doc(mutation)
        + " "
        + Mutation.base(mutation)
        + " "
        + (Json.isAbsent(value) ? "-" : Json.stringify(value));
  }

  private Outcome decide(Json mutation) {
    String collection = Mutation.collection(mutation);
    String key = ServerDisk.key(collection, Mutation.doc(mutation));
    Json content = Mutation.content(mutation);
    int base = (int) Mutation.base(mutation);
    Doc now = documents.getOrDefault(key, new Doc(0, null));
    Json wanted =
        Json.isString(Placed.place(content))
            ? content
            : Placed.of(Placed.value(content), Placed.place(value(now.text())));
    String text = text(wanted);
    if (same(text, now.text())) {
      return new Outcome(Receipt.APPLIED, now.version(), text);
    }
    Json stored = wanted;
    if (SchemaVersion.is(collection, Mutation.doc(mutation))) {
      return store(key, SchemaVersion.later(wanted, value(now.text())), text, now);
    }
    if (base != now.version()) {
      boolean known = base > 0 && key.equals(keys.get(base));
      Doc before = known ? log.get(base) : null;
      String was = before == null ? null : before.text();
      if (!known && !collection.equals(Merge.ORDER)) {
        return new Outcome(Receipt.CONFLICT, now.version(), now.text());
      }
      Merge.Result merged =
          known && same(was, now.text())
              ? new Merge.Result(wanted, Json.array())
              : Merge.documents(
                  collection, Mutation.doc(mutation), value(was), wanted, value(now.text()));
      if (!merged.decided()) {
        return new Outcome(Receipt.CONFLICT, now.version(), now.text());
      }
      stored = merged.value();
    }
    return store(key, stored, text, now);
  }

  private Outcome store(String key, Json stored, @Nullable String wanted, Doc now) {
    if (picky.refuses(Placed.value(stored))) {
      return new Outcome(Receipt.REJECTED, 0, null);
    }
    String text = text(stored);
    if (same(text, now.text())) {
      return new Outcome(Receipt.MERGED, now.version(), text);
    }
    head++;
    Doc next = new Doc(head, text);
    documents.put(key, next);
    keys.put(head, key);
    log.put(head, next);
    return new Outcome(same(text, wanted) ? "applied" : "merged", head, text);
  }

  private static boolean same(@Nullable String a, @Nullable String b) {
    return a == null ? b == null : a.equals(b);
  }

  private static @Nullable String text(Json value) {
    return Json.isAbsent(value) ? null : Json.stringify(value);
  }

  private static Json value(@Nullable String text) {
    return text == null ? Json.absent() : Json.parse(text);
  }
}
