package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * Version of everything in a replica's database. Higher than ours: a later release wrote it, we
 * only refuse. Lower: each record is understood as it was meant when it is read, and written as we
 * mean it. 1: an outbox entry said by base -1 that it stands on the one before it; 2: {@link
 * Entry#on}.
 */
public final class Format {
  static final int NOW = 2;

  private Format() {}

  /**
   * Goes on with {@code then} if what is written in {@code tx} may be: for who keeps records beside
   * the replica's own. Else the transaction fails with {@code NEWER_DATA}.
   */
  public static void refuseNewer(Transaction tx, Runnable then) {
    tx.get(
        Table.META,
        Meta.KEY,
        record -> {
          Json format = Json.isObject(record) ? Json.get(record, "format") : Json.absent();
          if (Json.isNumber(format)) {
            refuseNewer(Json.number(format));
          }
          then.run();
        });
  }

  static void refuseNewer(double format) {
    if (format > NOW) {
      throw new Failure(
          Failure.Code.NEWER_DATA,
          "the data here has format "
              .concat(Json.stringify(Json.of(format)))
              .concat(", this release knows ")
              .concat(Json.stringify(Json.of(NOW)))
              .concat("; nothing was changed, reload to get the newer release"));
    }
  }
}
