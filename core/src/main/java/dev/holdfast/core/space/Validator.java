package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The app's word on what may be stored. Must be a pure function: it runs inside the server's
 * transaction, and a preview runs it too.
 */
public interface Validator {
  /** Takes everything as it is. */
  Validator ANYTHING = (subject, collection, doc, value) -> Verdict.accept(value);

  /**
   * Judges what is about to be stored. An exception is a refusal of this mutation.
   *
   * @param value the merged value, absent for a deletion
   */
  Verdict judge(String subject, String collection, String doc, Json value);

  /**
   * What to store instead of the value, or why nothing may be.
   *
   * @param refusal why it may not be stored; null if it may
   */
  record Verdict(Json value, @Nullable String refusal) {
    public static Verdict accept(Json value) {
      return new Verdict(value, null);
    }

    public static Verdict refuse(String why) {
      return new Verdict(Json.absent(), why);
    }
  }
}
