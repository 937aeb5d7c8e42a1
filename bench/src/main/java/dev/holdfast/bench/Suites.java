package dev.holdfast.bench;

import static dev.holdfast.bench.Row.atMost;
import static dev.holdfast.bench.Row.ours;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of the table, by suite. Their code is in bench/contenders. */
final class Suites {
  private static final int DOCUMENTS = 10_000;
  private static final int REQUESTS = 1_000;

  private Suites() {}

  static List<Group> storage() {
    List<String> bulk =
        List.of(
            "holdfast", "holdfast-put-all", "dexie", "idb", "pouchdb", "tinybase", "raw", "floor");
    List<String> all = new ArrayList<>(bulk);
    all.add("holdfast-puts");
    List<String> puts =
        List.of("holdfast-puts", "dexie", "idb", "pouchdb", "tinybase", "raw", "floor");
    return List.of(
        storage(
            "saveNew",
            all,
            Row.of(
                "save 10,000 new documents",
                ours("holdfast", "whole state, unsent", atMost(0.15, "dexie")),
                ours("holdfast-put-all", "putAll", atMost(0.15, "dexie")),
                ours("holdfast-puts", "Promise.all(puts)", atMost(0.4, "dexie")))),
        storage(
            "saveChanged",
            all,
            Row.of(
                "save 10 changed of 10,000",
                ours("holdfast", "whole state", atMost(3, "dexie"), atMost(0.2, "tinybase")),
                ours("holdfast-put-all", "putAll", atMost(0.6, "dexie")))),
        storage(
            "tenPuts",
            puts,
            Row.of(
                "ten puts, not awaited one by one",
                ours("holdfast-puts", "", atMost(0.6, "dexie")))),
        storage("openAdopted", bulk, open("10,000, adopted", 0.5)),
        storage("openUnsent", bulk, open("10,000, unsent", 0.7)));
  }

  private static Row open(String what, double most) {
    return Row.of(
        "open and read " + what,
        ours("holdfast", "loadAppState", atMost(most, "dexie")),
        ours("holdfast-put-all", "getAll", atMost(most, "dexie")));
  }

  private static Group storage(String name, List<String> contenders, Row row) {
    return new Group("storage", name, DOCUMENTS, contenders, List.of(row));
  }

  static List<Group> worker() {
    return List.of(
        worker(
            "queue",
            enqueue("nothing"),
            Row.of("a page's POST → 202, offline", ours(atMost(0.9, "workbox"))),
            enqueue("300"),
            Row.of("replay some 300 requests", ours(atMost(0.5, "workbox")))),
        worker(
            "longQueue",
            enqueue("nothing, again"),
            enqueue("1,000"),
            Row.of("replay some 1,000 requests", ours(atMost(0.5, "workbox")))),
        worker("cachedSmall", Row.of("cached GET of 2 KB", ours(atMost(0.95, "workbox")))),
        worker("cachedLarge", Row.of("cached GET of 100 KB", ours(atMost(0.95, "workbox")))),
        worker("stale", Row.of("staleWhileRevalidate, a hit", ours(atMost(0.7, "workbox")))),
        worker("networkFirst", Row.of("networkFirst, offline", ours(atMost(0.7, "workbox")))),
        worker(
            "wakeMatched",
            Row.of("first fetch after the worker stopped, matched", ours(atMost(1, "workbox")))),
        worker("wakeUnmatched", Row.of("the same, unmatched", ours(atMost(0.35, "workbox")))),
        worker("register", Row.of("register → active", ours(atMost(1.5, "workbox")))));
  }

  private static Row enqueue(String waiting) {
    return Row.of("enqueue in the worker, " + waiting + " waiting", ours(atMost(0.5, "workbox")));
  }

  private static Group worker(String name, Row... rows) {
    return new Group(
        "worker", name, REQUESTS, List.of("holdfast", "workbox", "raw", "floor"), List.of(rows));
  }

  static List<Group> sync() {
    return List.of(
        new Group(
            "sync",
            "pullEditPush",
            DOCUMENTS,
            List.of("holdfast", "holdfast-puts", "rxdb", "raw", "floor"),
            List.of(
                Row.of("first pull of 10,000", ours("holdfast", "", atMost(0.04, "rxdb"))),
                Row.of(
                    "edit 1,000 of 10,000",
                    ours("holdfast", "whole state", atMost(0.2, "rxdb")),
                    ours("holdfast-puts", "Promise.all(puts)", atMost(0.2, "rxdb"))),
                Row.of("push 1,000", ours("holdfast", "", atMost(0.15, "rxdb"))))));
  }

  /** What should cost the same however much is there. Read down a column, not across. */
  static List<Group> growth() {
    List<Group> groups = new ArrayList<>();
    for (int size : new int[] {1_000, 10_000, 100_000}) {
      String among = String.format(Locale.ROOT, " of %,d", size);
      List<String> few = List.of("holdfast", "holdfast-put-all", "dexie", "floor");
      groups.add(
          new Group(
              "storage",
              "saveChanged",
              size,
              few,
              List.of(
                  Row.of(
                      "save 10 changed" + among,
                      ours("holdfast", "whole state", atMost(3, "dexie")),
                      ours("holdfast-put-all", "putAll", atMost(0.6, "dexie"))))));
      groups.add(
          new Group("storage", "openAdopted", size, few, List.of(open("adopted," + among, 0.5))));
    }
    for (int size : new int[] {1_000, 10_000}) {
      String waiting = String.format(Locale.ROOT, "%,d", size);
      groups.add(
          new Group(
              "worker",
              "growingQueue",
              size,
              List.of("holdfast", "workbox", "raw"),
              List.of(enqueue("nothing"), enqueue(waiting))));
    }
    return groups;
  }
}
