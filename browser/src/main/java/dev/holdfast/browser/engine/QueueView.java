package dev.holdfast.browser.engine;

import dev.holdfast.core.Clock;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import org.jspecify.annotations.NullMarked;

/** The worker's queue of intercepted requests, as the page shows it. */
@NullMarked
final class QueueView {
  static final String DATABASE = "holdfast-requests";

  private final Store store;
  private final Clock clock;
  private Json rows = Json.array();
  private Json counts = Json.object();

  QueueView(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Reads the queue again. */
  void refresh(Store.Done done) {
    store.transact(
        false,
        tx -> {
          tx.scan(Table.REQUESTS, "", "", all -> rows = all);
          tx.get(
              Table.META, "audit", audit -> counts = Json.isAbsent(audit) ? Json.object() : audit);
        },
        done);
  }

  boolean isEmpty() {
    return Json.size(rows) == 0;
  }

  /** Adds its entries to a list of unfinished work. */
  void addTo(Json list, boolean parked) {
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json entry = Json.at(Json.at(rows, i), 1);
      Json state = Json.get(entry, "state");
      if (Json.text(state).equals("parked") == parked) {
        Json one = Json.object();
        Json.set(one, "kind", Json.of("request"));
        Json.set(
            one, "age", Json.of(Math.max(0, clock.now() - Json.number(Json.get(entry, "at")))));
        for (String field :
            new String[] {"id", "state", "method", "url", "lane", "attempts", "cause"}) {
          Json.set(one, field, Json.get(entry, field));
        }
        Json.push(list, one);
      }
    }
  }

  /** Adds its counts to those of documents. */
  void addTo(Json audit) {
    Json names = Json.keys(audit);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      Json name = Json.at(names, i);
      Json more = Json.get(counts, name);
      double sum = Json.number(Json.get(audit, name));
      if (Json.isNumber(more)) {
        sum += Json.number(more);
      }
      for (int k = 0, m = Json.size(rows); k < m; k++) {
        Json state = Json.get(Json.at(Json.at(rows, k), 1), "state");
        sum += Json.sameText(state, name) ? 1 : 0;
      }
      Json.set(audit, name, Json.of(sum));
    }
  }

  /** The entries as they are, for an export. */
  Json export() {
    Json out = Json.array();
    for (int i = 0, n = Json.size(rows); i < n; i++) {
      Json.push(out, Json.at(Json.at(rows, i), 1));
    }
    return out;
  }
}
