package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import java.util.ArrayList;
import java.util.List;

/**
 * The unfinished work as the app sees it, and the counts of all work, as of the last transaction.
 * Only people's changes are shown and counted, not those of Holdfast's own documents.
 */
public final class WorkList {
  private final Replica replica;

  public WorkList(Replica replica) {
    this.replica = replica;
  }

  /**
   * The unfinished work as the app sees it: {@code {id, key, kind, state, at, attempts, cause}},
   * oldest first.
   */
  public Json listed(boolean conflicted, boolean parked) {
    Json out = Json.array();
    for (Entry e : replica.entries()) {
      if (!DocKey.isOurs(e.key)
          && e.is(Entry.CONFLICTED) == conflicted
          && e.is(Entry.PARKED) == parked) {
        Json.push(out, described(e));
      }
    }
    return out;
  }

  /** The keys of the documents that need a decision, oldest first. */
  public List<String> conflicts() {
    List<String> keys = new ArrayList<>();
    for (Entry e : replica.entries()) {
      if (e.is(Entry.CONFLICTED) && !DocKey.isOurs(e.key)) {
        keys.add(e.key);
      }
    }
    return keys;
  }

  private Json described(Entry e) {
    Json one = Json.object();
    Json.set(one, "id", Json.of(e.id));
    Json.set(one, "key", Json.of(e.key));
    Json.set(one, "kind", Json.of("document"));
    Json.set(one, "state", Json.of(e.state));
    Json.set(one, "at", Json.of(e.at));
    Json.set(one, "attempts", Json.of(e.attempts));
    Json.set(one, "cause", e.cause);
    Chain chain = replica.chain(e.key);
    if (e.is(Entry.CONFLICTED) && chain != null) {
      Json.set(one, "base", Placed.value(e.baseValue));
      Json.set(one, "local", Placed.value(e.value));
      Json.set(one, "server", Placed.value(chain.theirs()));
      Json.set(one, "merged", Placed.value(chain.view()));
      Json.set(one, "paths", chain.contradictions(e));
    }
    return one;
  }

  /** The counts of work by state, as the contract's {@code audit()} returns them. */
  public Json audit() {
    Json out = Json.object();
    int ours = 0;
    for (Entry e : replica.entries()) {
      ours += DocKey.isOurs(e.key) ? 1 : 0;
    }
    for (String state :
        new String[] {
          Entry.QUEUED, Entry.IN_FLIGHT, Entry.UNKNOWN, Entry.CONFLICTED, Entry.PARKED
        }) {
      int n = 0;
      for (Entry e : replica.entries()) {
        n += e.is(state) && !DocKey.isOurs(e.key) ? 1 : 0;
      }
      Json.set(out, state, Json.of(n));
    }
    Meta meta = replica.meta();
    for (String fate :
        new String[] {"acknowledged", "merged", "superseded", "discarded", "archived"}) {
      int own = meta.counted(Meta.OURS + fate);
      ours += own;
      Json.set(out, fate, Json.of(meta.counted(fate) - own));
    }
    Json.set(out, "total", Json.of(meta.counted("total") - ours));
    return out;
  }
}
