package dev.holdfast.core.net;

import org.jspecify.annotations.Nullable;

/**
 * An immutable linked list of listeners. A listener that is added or removed during a walk does not
 * disturb the walk. The worker needs no other list, so it saves the 700 bytes of an ArrayList.
 */
record Hearer<T>(T one, @Nullable Hearer<T> next) {
  /** The list with {@code last} at its end. */
  static <T> Hearer<T> plus(@Nullable Hearer<T> all, T last) {
    return all == null ? new Hearer<>(last, null) : new Hearer<>(all.one, plus(all.next, last));
  }

  /** The list without the first occurrence of {@code gone}. */
  static <T> @Nullable Hearer<T> minus(@Nullable Hearer<T> all, T gone) {
    return all == null || all.one == gone
        ? all == null ? null : all.next
        : new Hearer<>(all.one, minus(all.next, gone));
  }

  /** The list in reverse order. */
  static <T> @Nullable Hearer<T> reversed(@Nullable Hearer<T> all) {
    Hearer<T> reversed = null;
    for (Hearer<T> each = all; each != null; each = each.next) {
      reversed = new Hearer<>(each.one, reversed);
    }
    return reversed;
  }
}
