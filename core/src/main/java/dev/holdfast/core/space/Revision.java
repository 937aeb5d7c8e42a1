package dev.holdfast.core.space;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import org.jspecify.annotations.Nullable;

/**
 * One document at one version.
 *
 * @param text the {@link Placed} content as canonical JSON; null for a tombstone
 * @param hash the document's part of the state hash; {@link StateHash#EMPTY} for a tombstone
 */
public record Revision(
    String collection, String doc, long version, @Nullable String text, StateHash hash) {
  public boolean deleted() {
    return text == null;
  }

  /** The content; absent for a tombstone. */
  public Json content() {
    return text == null ? Json.absent() : Json.parse(text);
  }
}
