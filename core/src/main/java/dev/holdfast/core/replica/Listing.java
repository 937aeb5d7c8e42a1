package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.store.Transaction;

/**
 * Reads {@code [id, value]} of a collection's documents in the order of their keys: a range of
 * them, or the first or last few. With a limit it reads one page, then twice as many each time.
 */
final class Listing {
  private final Work work;
  private final String prefix;
  private final int limit;
  private final boolean reverse;
  private final Json found = Json.array();

  /** What is not read yet: {@code from <= key < to}. */
  private String from;

  private String to;

  Listing(Work work, String collection, Json range) {
    this.work = work;
    prefix = DocKey.prefix(collection);
    Json given = Json.isObject(range) ? range : Json.object();
    Json low = Json.get(given, "from");
    Json high = Json.get(given, "to");
    Json most = Json.get(given, "limit");
    from = Json.isString(low) ? prefix + Json.text(low) : prefix;
    to = Json.isString(high) ? prefix + Json.text(high) : DocKey.end(prefix);
    limit = Json.isNumber(most) ? (int) Math.min(Json.number(most), Integer.MAX_VALUE) : -1;
    reverse = Json.isTrue(Json.get(given, "reverse"));
  }

  void run(Transaction.Sink then) {
    read(limit < 0 ? Integer.MAX_VALUE : 1, then);
  }

  private void read(int pages, Transaction.Sink then) {
    if (from.compareTo(to) >= 0 || Json.size(found) == limit) {
      then.accept(found);
      return;
    }
    String low = from;
    String high = to;
    if (limit >= 0 && reverse) {
      String start = work.pages.before(to, pages);
      low = start.compareTo(from) > 0 ? start : from;
    } else if (limit >= 0) {
      String end = work.pages.behind(from, pages);
      high = !end.isEmpty() && end.compareTo(to) < 0 ? end : to;
    }
    String start = low;
    String end = high;
    work.pages.loadRange(
        work.tx,
        start,
        end,
        () -> {
          take(start, end);
          from = reverse ? from : end;
          to = reverse ? start : to;
          read(pages * 2, then);
        });
  }

  private void take(String start, String end) {
    Json pairs = Json.array();
    LocalDocuments.each(
        work,
        start,
        end,
        (key, content) -> {
          Json pair = Json.array();
          Json.push(pair, Json.of(key.substring(prefix.length())));
          Json.push(pair, Placed.value(content));
          Json.push(pairs, pair);
        });
    for (int i = 0, n = Json.size(pairs); i < n && Json.size(found) != limit; i++) {
      Json.push(found, Json.at(pairs, reverse ? n - 1 - i : i));
    }
  }
}
