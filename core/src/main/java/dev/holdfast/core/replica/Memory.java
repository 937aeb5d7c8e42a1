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

  /** What is hardly ever done. */
  Rarely rarely = new Rarely.Missing();

  /** Whether the app was told that the server keeps no places. */
  boolean saidUnplaced;

  /** The entries of each pack in the {@link Outbox}, by record key. */
  final Map<String, List<Entry>> packs = new HashMap<>();

  private final Map<String, Chain> chains = new HashMap<>();
  private Meta meta = new Meta();

  /** The hash of the local version minus that of the server version, but for {@link #unsummed}. */
  private StateHash overlay = StateHash.EMPTY;

  private final List<Chain> unsummed = new ArrayList<>();

  private @Nullable LocalVersion version;

  private @Nullable List<Entry> order;

  Meta meta() {
    return meta;
  }

  void setMeta(Meta meta) {
    if (!meta.hash.equals(this.meta.hash)) {
      settle();
    }
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
    for (Chain chain : unsummed) {
      if (chains.get(chain.key) == chain) {
        overlay = overlay.plus(chain.delta());
        chain.summed = true;
      }
    }
    unsummed.clear();
    return meta.hash.plus(overlay);
  }

  /**
   * The local version at one moment. Its hash is made only when the local version is about to
   * change: nobody has to wait for it before.
   */
  static final class LocalVersion {
    private @Nullable StateHash hash;
  }

  /** The local version as it is now. */
  LocalVersion version() {
    if (version == null) {
      version = new LocalVersion();
    }
    return version;
  }

  /** Whether the local version is the same as it was then. */
  boolean isAt(LocalVersion then) {
    return then == version || localHash().equals(then.hash);
  }

  /** Called before the local version changes. */
  private void settle() {
    if (version != null) {
      version.hash = localHash();
      version = null;
    }
  }

  /** Builds the chains from the outbox, in order. The pages of its keys must be loaded. */
  void load(List<Entry> outbox, Map<String, List<Entry>> packed) {
    forgetChains();
    packs.putAll(packed);
    for (Entry e : outbox) {
      Chain chain = chains.get(e.key);
      if (chain == null) {
        chain = new Chain(e.key, pages.doc(e.key), new ArrayList<>());
        chains.put(e.key, chain);
      }
      e.convertLayout1(chain.entries);
      chain.entries.add(e);
    }
    unsummed.addAll(chains.values());
    order = outbox;
  }

  void forgetChains() {
    settle();
    unsummed.clear();
    chains.clear();
    packs.clear();
    overlay = StateHash.EMPTY;
    order = null;
  }

  /** Takes over the result of a committed transaction. */
  void install(Work work) {
    if (work.changed) {
      settle();
    }
    meta = work.meta;
    for (Map.Entry<String, List<Entry>> pack : work.outbox.packs.entrySet()) {
      if (pack.getValue().isEmpty()) {
        packs.remove(pack.getKey());
      } else {
        packs.put(pack.getKey(), pack.getValue());
      }
    }
    for (Chain chain : work.chains.values()) {
      Chain old = chains.remove(chain.key);
      if (old != null && old.summed) {
        overlay = overlay.minus(old.delta());
      }
      if (!chain.isEmpty()) {
        chains.put(chain.key, chain);
        unsummed.add(chain);
      }
      order = null;
    }
  }
}
