package dev.holdfast.browser.engine;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.WorkList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the page does when its replica has changed or lost data, or its store was closed. */
final class ReplicaNews implements Replica.Listener {
  private final Engine engine;
  private List<String> conflicts = new ArrayList<>();
  private String identity = "";
  private boolean persistent;
  private final Refusals refusals;

  ReplicaNews(Engine engine) {
    this.engine = engine;
    refusals = new Refusals(engine.news);
  }

  @Override
  public void changed(boolean here) {
    if (engine.session.hasEnded()) {
      return;
    }
    if (here) {
      engine.tabs.changed();
    }
    engine.news.change();
    engine.attention.watch();
    identify();
    persist();
    tellConflicts();
    engine.lookForNewerState();
    tellRefusals();
    engine.sync.changed();
    engine.showNews();
  }

  @Override
  public void lost(Failure what) {
    engine.news.fail(what);
    if (what.code() == Failure.Code.EVICTED) {
      engine.worker.register(); // it was evicted too
    }
    if (engine.network.isOnline()) {
      engine.sync.syncNow();
    }
  }

  /** The store was closed: by the browser, for a later release, or because it is being deleted. */
  void closed(@Nullable Failure why) {
    if (engine.session.hasEnded()) {
      return; // signed out: opening it would create it again
    }
    if (why == null) {
      engine.replica.refresh(engine.news::report); // opens it again, and reads what is left
    } else {
      engine.news.fail(why);
      if (why.code() == Failure.Code.SIGNED_OUT) {
        engine.session.leave();
      }
    }
  }

  /** Reports {@code EVICTED} if the browser removed the database while this page was not open. */
  void identify() {
    String now = engine.replica.identity();
    // Later the replica notices the loss itself and has reported it.
    boolean firstLook = identity.isEmpty();
    if (firstLook || !now.equals(identity)) {
      identity = now;
      if (Browser.storeIdentity(engine.database, now) && firstLook) {
        engine.news.fail(
            new Failure(
                Failure.Code.EVICTED,
                "the browser had removed what was kept here; unsent changes it held are lost, all"
                    + " else comes from the server again"));
      }
    }
  }

  /** Asks the browser not to evict the database, since it now has unsent work. */
  private void persist() {
    if (!persistent && engine.replica.hasLocalChanges()) {
      persistent = true;
      Browser.persist();
    }
  }

  void tellRefusals() {
    refusals.tell(new WorkList(engine.replica).listed(false, true));
  }

  private void tellConflicts() {
    List<String> now = new WorkList(engine.replica).conflicts();
    for (String key : now) {
      if (!conflicts.contains(key)) {
        Json event = News.event("conflict");
        Json.set(event, "key", Json.of(key));
        engine.news.emit(event);
      }
    }
    conflicts = now;
  }
}
