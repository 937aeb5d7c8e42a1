package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The app's check of what may be stored. Must be a pure function: it runs inside the server's
 * transaction, and a preview runs it too.
 */
public interface Validator {
  /** Accepts everything. */
  Validator ANYTHING = (subject, collection, doc, value) -> Verdict.accept(value);

  /**
   * Checks a value before it is stored. If it throws, this mutation is rejected.
   *
   * @param value the merged value; absent for a deletion
   */
  Verdict judge(String subject, String collection, String doc, Json value);

  /**
   * The value to store, or the refusal.
   *
   * @param refusal why the value may not be stored; null if it may
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
