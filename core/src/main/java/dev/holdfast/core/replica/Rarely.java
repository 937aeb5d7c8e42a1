package dev.holdfast.core.replica;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;
import dev.holdfast.core.store.Store;

/**
 * What a replica hardly ever does. A page that has just been loaded does without it for a while,
 * since it loads that code last: see {@link Replica#complete}.
 */
interface Rarely {
  /** Moves unreadable records aside; see {@link Damage}. */
  void setAside(Store store, Clock clock, Random random, Read done);

  /** Brings what is here to the release's schema; see {@link Migration}. */
  void migrate(Work work, Runnable then);

  /** All of it is here. */
  final class Here implements Rarely {
    @Override
    public void setAside(Store store, Clock clock, Random random, Read done) {
      Damage.setAside(store, clock, random, done);
    }

    @Override
    public void migrate(Work work, Runnable then) {
      Migration.now(work, then);
    }
  }

  /** It is not here yet: what needs it fails and changes nothing. */
  final class Missing implements Rarely {
    @Override
    public void setAside(Store store, Clock clock, Random random, Read done) {
      done.ended(Json.array(), missing());
    }

    @Override
    public void migrate(Work work, Runnable then) {
      throw missing();
    }

    private static Failure missing() {
      return new Failure(
          Failure.Code.NOT_LOADED, "the rest of the scripts is not here yet; nothing was changed");
    }
  }
}
