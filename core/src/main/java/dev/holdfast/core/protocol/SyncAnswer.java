package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A space's answer to a push, a pull or both. A new kind is answered in {@code SyncApi.given}. */
public sealed interface SyncAnswer {

  /**
   * The receipts of the pushed mutations, in their order, and the next page of changes.
   *
   * @param changes the newest state of each document that changed after the request's cursor,
   *     ascending by version
   * @param cursor the replica's new cursor once it has stored this page
   * @param more whether there is a further page
   * @param bootstrap whether the page is part of the whole state. Documents that are on none of its
   *     pages are deleted
   * @param begins whether the whole state begins with this page, perhaps once more
   * @param remaining how many changes are on further pages, at most
   * @param stateHash of the live documents at {@code cursor}; null if there is a further page, or
   *     if they may have places and the replica knows none
   * @param largest longest value that the server takes, in characters
   */
  record Page(
      String epoch,
      List<Receipt> receipts,
      List<Change> changes,
      long cursor,
      boolean more,
      boolean bootstrap,
      boolean begins,
      long remaining,
      @Nullable StateHash stateHash,
      int largest)
      implements SyncAnswer {

    /** The length of all values. */
    public long chars() {
      long chars = 0;
      for (Change change : changes) {
        String text = change.text();
        chars += text == null ? 0 : text.length();
      }
      return chars;
    }

    /** The answer as JSON. */
    public String text() {
      JsonText json = new JsonText().field(Field.EPOCH, epoch);
      writeReceipts(json, receipts);
      StringBuilder out = json.open(Field.CHANGES).append('[');
      String comma = "";
      for (Change change : changes) {
        out.append(comma).append(change.json());
        comma = ",";
      }
      out.append(']');
      json.field(Field.CURSOR, cursor).field(Field.MORE, more);
      if (more) {
        json.field(Field.REMAINING, remaining);
      }
      if (bootstrap) {
        json.field(Field.BOOTSTRAP, true);
      }
      if (begins) {
        json.field(Field.BEGINS, true);
      }
      if (stateHash != null) {
        json.field(Field.STATE_HASH, stateHash.hex());
      }
      if (largest != Limits.DEFAULT.mutationChars()) {
        json.field(Field.LARGEST, largest);
      }
      return json.end();
    }
  }

  /**
   * The receipts that a push would get.
   *
   * @param epoch the space's lineage
   */
  record Preview(String epoch, List<Receipt> receipts) implements SyncAnswer {
    /** The answer as JSON. */
    public String text() {
      JsonText json = new JsonText().field(Field.EPOCH, epoch).field(Field.PREVIEW, true);
      writeReceipts(json, receipts);
      return json.end();
    }
  }

  /**
   * The answer to a pull that only reads: nobody has written to the space, so it has no lineage.
   */
  record NoSpace() implements SyncAnswer {
    /** The answer as JSON: a page without an epoch. */
    public String text() {
      return new JsonText()
          .raw(Field.EPOCH, "null")
          .raw(Field.RECEIPTS, "[]")
          .raw(Field.CHANGES, "[]")
          .field(Field.CURSOR, 0)
          .field(Field.MORE, false)
          .field(Field.STATE_HASH, StateHash.EMPTY.hex())
          .end();
    }
  }

  /**
   * The replica has another lineage: nothing was applied, and it must pull everything again in
   * {@code epoch}.
   */
  record EpochChanged(String epoch) implements SyncAnswer {
    /** The answer as JSON: a problem. */
    public Json problem() {
      return ProblemBody.epochChanged(epoch);
    }
  }

  /** The space's state has a later schema than the replica's: nothing was applied or sent. */
  record NewerState(double schema) implements SyncAnswer {
    /** The answer as JSON: a problem. */
    public Json problem() {
      return ProblemBody.newerState(schema);
    }
  }

  private static void writeReceipts(JsonText json, List<Receipt> receipts) {
    StringBuilder out = json.open(Field.RECEIPTS).append('[');
    String comma = "";
    for (Receipt receipt : receipts) {
      out.append(comma).append(receipt.text());
      comma = ",";
    }
    out.append(']');
  }

  // --- as JSON ---

  static Json page(String epoch, Json receipts, Json changes, double cursor, boolean more) {
    Json page = Json.object();
    Json.set(page, Field.EPOCH, Json.of(epoch));
    Json.set(page, Field.RECEIPTS, receipts);
    Json.set(page, Field.CHANGES, changes);
    Json.set(page, Field.CURSOR, Json.of(cursor));
    Json.set(page, Field.MORE, Json.of(more));
    return page;
  }

  static void setReceipts(Json page, Json receipts) {
    Json.set(page, Field.RECEIPTS, receipts);
  }

  static void setChanges(Json page, Json changes) {
    Json.set(page, Field.CHANGES, changes);
  }

  static void removeStateHash(Json page) {
    Json.remove(page, Json.of(Field.STATE_HASH));
  }

  /** Whether {@code body} has the fields that each page has. */
  static boolean isPage(Json body) {
    return Json.isObject(body)
        && Json.isString(Json.get(body, Field.EPOCH))
        && Json.isNumber(Json.get(body, Field.CURSOR))
        && Json.isArray(Json.get(body, Field.RECEIPTS))
        && Json.isArray(Json.get(body, Field.CHANGES));
  }

  static String epoch(Json page) {
    return Json.text(Json.get(page, Field.EPOCH));
  }

  static Json receipts(Json page) {
    return Json.get(page, Field.RECEIPTS);
  }

  static Json changes(Json page) {
    return Json.get(page, Field.CHANGES);
  }

  static double cursor(Json page) {
    return Json.number(Json.get(page, Field.CURSOR));
  }

  static boolean more(Json page) {
    return Json.isTrue(Json.get(page, Field.MORE));
  }

  static boolean bootstrap(Json page) {
    return Json.isTrue(Json.get(page, Field.BOOTSTRAP));
  }

  /**
   * Whether a bootstrap begins with this page: what earlier pages brought does not count any more.
   */
  static boolean begins(Json page) {
    return Json.isTrue(Json.get(page, Field.BEGINS));
  }

  static double remaining(Json page) {
    Json remaining = Json.get(page, Field.REMAINING);
    return Json.isNumber(remaining) ? Json.number(remaining) : 0;
  }

  /** The longest value that the server takes, in characters of its canonical form. */
  static int largest(Json page) {
    Json largest = Json.get(page, Field.LARGEST);
    return Json.isNumber(largest) ? (int) Json.number(largest) : Limits.DEFAULT.mutationChars();
  }

  /** A string of hex digits; absent if there is a further page or the server sends none. */
  static Json stateHash(Json page) {
    return Json.get(page, Field.STATE_HASH);
  }
}
