package dev.holdfast.core.replica;

import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A replica's cache of its database between two transactions: its own record, the pages read so
 * far, and the chains of local changes. It belongs to one generation. {@link Transactions} reads
 * again what another tab has changed since.
 */
final class Memory {
  final Pages pages = new Pages();

  /** Whether what is written goes to a Holdfast server, which refuses values that are too long. */
  boolean limited;

  /** Whether the app was told that the server keeps no places. */
  boolean saidUnplaced;

  private final Map<String, Chain> chains = new HashMap<>();
  private Meta meta = new Meta();

  /** The hash of the local version minus the hash of the server version. */
  private StateHash overlay = StateHash.EMPTY;

  private @Nullable List<Entry> order;

  Meta meta() {
    return meta;
  }

  void setMeta(Meta meta) {
    this.meta = meta;
  }

  /** The local changes of a document; null if it has none. */
  @Nullable Chain chain(String key) {
    return chains.get(key);
  }

  Iterable<Chain> chains() {
    return chains.values();
  }

  boolean hasLocalChanges() {
    return !chains.isEmpty();
  }

  /** All unfinished work in order. */
  List<Entry> entries() {
    if (order == null) {
      List<Entry> all = new ArrayList<>();
      for (Chain chain : chains.values()) {
        all.addAll(chain.entries);
      }
      all.sort((a, b) -> Integer.compare(a.seq, b.seq));
      order = all;
    }
    return order;
  }

  /** The hash of the local version. */
  StateHash localHash() {
    return meta.hash.plus(overlay);
  }

  /** Builds the chains from the outbox. The pages of its keys must be loaded. */
  void load(List<Entry> outbox) {
    forgetChains();
    for (Entry e : outbox) {
      Chain chain = chains.get(e.key);
      if (chain == null) {
        chain = new Chain(e.key, pages.doc(e.key), new ArrayList<>());
        chains.put(e.key, chain);
      }
      e.convertLayout1(chain.entries);
      chain.entries.add(e);
    }
    for (Chain chain : chains.values()) {
      overlay = overlay.plus(chain.delta());
    }
  }

  void forgetChains() {
    chains.clear();
    overlay = StateHash.EMPTY;
    order = null;
  }

  /** Takes over the result of a committed transaction. */
  void install(Work work) {
    meta = work.meta;
    for (Chain chain : work.chains.values()) {
      Chain old = chains.remove(chain.key);
      if (old != null) {
        overlay = overlay.minus(old.delta());
      }
      if (!chain.isEmpty()) {
        chains.put(chain.key, chain);
        overlay = overlay.plus(chain.delta());
      }
      order = null;
    }
  }
}
