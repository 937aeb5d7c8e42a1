package dev.holdfast.core.replica;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;

/**
 * The layout version of a replica's database. A higher version was written by a later release: we
 * refuse it. Records of a lower version are converted when they are read, and written in the
 * present layout. In layout 1, base -1 meant that an outbox entry was made on the entry before it.
 * Layout 2 has {@link Entry#on}. Layout 3 has the version of the app's schema, and {@link
 * dev.holdfast.core.merge.Placed} contents. Layout 4 has packs in the {@link Outbox}.
 */
public final class Format {
  static final int NOW = 4;

  private Format() {}

  /**
   * Runs {@code then} if the database has our layout or an older one. Otherwise the transaction
   * fails with {@code NEWER_DATA}. For classes that keep records beside the replica's own.
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
