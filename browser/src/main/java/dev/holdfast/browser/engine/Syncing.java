package dev.holdfast.browser.engine;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncState;

/**
 * All that syncs, as the rest of the engine tells it what happens. {@link Later} stands for it
 * until {@code holdfast-more.js} has brought {@link Sync}.
 */
interface Syncing {
  SyncState state();

  /** The app's way to sync has changed. */
  void define();

  /** The replica changed, here or in another tab. */
  void changed();

  /** {@code current} or {@code detail} of the network changed. */
  void networkChanged();

  /** The user looks at the page again or has just signed in. */
  void userLooked();

  /** The page is not visible any more. */
  void userLeft();

  /** The server may have what was lost here. */
  void syncNow();

  /** Another tab's run has failed: its message says how, and when it tries again. */
  void postponed(Json message);

  /** The queue of requests has records that cannot be read. */
  void mendRequests();

  /** The subject's session has ended. */
  void finish();
}
