package dev.holdfast.core.replica;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Transaction;

/** Holds what a transaction reads until it has ended. */
final class Reading implements Transaction.Sink {
  private Json value = Json.absent();

  @Override
  public void accept(Json value) {
    this.value = value;
  }

  /** Gives it to {@code read} at the end of the transaction. */
  Done into(Read read) {
    return failure -> read.ended(failure == null ? value : Json.absent(), failure);
  }
}
