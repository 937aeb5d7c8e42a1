package dev.holdfast.core.space;

import dev.holdfast.core.merge.StateHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the space answers to a push, a pull or both. */
public sealed interface Answer {

  /**
   * Receipts for what was pushed, in its order, and the next page of what the replica has not seen.
   *
   * @param changes the newest state of documents after the cursor asked for, ascending by version
   * @param cursor where the replica stands once it has stored this page
   * @param more whether a further page waits
   * @param bootstrap whether the page is part of the whole state; documents absent from all its
   *     pages are gone
   * @param remaining at most so many changes are on further pages; 0 if there are none
   * @param stateHash of the live documents at {@code cursor}; null while more waits
   */
  record Page(
      String epoch,
      List<Receipt> receipts,
      List<Revision> changes,
      long cursor,
      boolean more,
      boolean bootstrap,
      long remaining,
      @Nullable StateHash stateHash)
      implements Answer {

    /** The answer as JSON. */
    public String text() {
      JsonText json = new JsonText().field("epoch", epoch);
      writeReceipts(json, receipts);
      StringBuilder out = json.open("changes").append('[');
      String comma = "";
      for (Revision change : changes) {
        out.append(comma).append(text(change));
        comma = ",";
      }
      out.append(']');
      json.field("cursor", cursor).field("more", more);
      if (more) {
        json.field("remaining", remaining);
      }
      if (bootstrap) {
        json.field("bootstrap", true);
      }
      if (stateHash != null) {
        json.field("stateHash", stateHash.hex());
      }
      return json.end();
    }

    private static String text(Revision change) {
      return new JsonText()
          .field("collection", change.collection())
          .field("doc", change.doc())
          .field("version", change.version())
          .content(change.text())
          .end();
    }
  }

  /**
   * What a push would do.
   *
   * @param epoch the space's lineage
   */
  record Preview(String epoch, List<Receipt> receipts) implements Answer {
    /** The answer as JSON. */
    public String text() {
      JsonText json = new JsonText().field("epoch", epoch).field("preview", true);
      writeReceipts(json, receipts);
      return json.end();
    }
  }

  /**
   * The replica knows another past: nothing was applied, it has to pull afresh in {@code epoch}.
   */
  record EpochChanged(String epoch) implements Answer {}

  private static void writeReceipts(JsonText json, List<Receipt> receipts) {
    StringBuilder out = json.open("receipts").append('[');
    String comma = "";
    for (Receipt receipt : receipts) {
      out.append(comma).append(receipt.text());
      comma = ",";
    }
    out.append(']');
  }
}
