package dev.holdfast.core.net;

import org.jspecify.annotations.Nullable;

/**
 * One of those who hear something, and the others after it. Who walks through them is not disturbed
 * by those that come or go meanwhile, since none ever changes; and the worker, which needs no other
 * list, does without the 700 bytes of an ArrayList.
 */
record Hearer<T>(T one, @Nullable Hearer<T> next) {
  /** All, and {@code last} behind them. */
  static <T> Hearer<T> plus(@Nullable Hearer<T> all, T last) {
    return all == null ? new Hearer<>(last, null) : new Hearer<>(all.one, plus(all.next, last));
  }

  /** All but the first that is {@code gone}. */
  static <T> @Nullable Hearer<T> minus(@Nullable Hearer<T> all, T gone) {
    return all == null || all.one == gone
        ? all == null ? null : all.next
        : new Hearer<>(all.one, minus(all.next, gone));
  }

  /** The other way round. */
  static <T> @Nullable Hearer<T> reversed(@Nullable Hearer<T> all) {
    Hearer<T> reversed = null;
    for (Hearer<T> each = all; each != null; each = each.next) {
      reversed = new Hearer<>(each.one, reversed);
    }
    return reversed;
  }
}
