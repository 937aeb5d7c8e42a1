package dev.holdfast.verify.sim;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.ConflictResolver;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.store.Transaction;
import dev.holdfast.core.sync.SyncLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Deliberate bugs: each must be caught, or the simulation proves nothing. */
enum Bug {
  RECEIPT_FORGOTTEN("I5", "the server forgets what it answered", SpaceBugs.ReceiptForgotten::new),
  RECEIPT_NOT_LOOKED_UP(
      "I5", "the server does not look whether it knows an id", SpaceBugs.NoDedupe::new),
  REVISION_NOT_STORED("failure", "the server answers without storing", SpaceBugs.NotStored::new),
  HASH_FORGETS_DOCUMENT(
      "failure", "the server's hash leaves a document out", SpaceBugs.HashForgets::new),
  TOMBSTONE_LOST("failure", "a pull leaves deletions out", SpaceBugs.TombstoneLost::new),
  MERGE_LOSES_FIELD("receipt", "the server's merge loses a field", SpaceBugs.MergeLosesField::new),
  SERVER_WINS_SILENTLY("receipt", "the server drops what conflicts", SpaceBugs.ServerWins::new),
  CURSOR_AHEAD("I7", "the cursor passes a change that was not sent", WireBugs.CursorAhead::new),
  RECEIPTS_SWAPPED("lost edit", "two receipts carry each other's id", WireBugs.Swapped::new),
  CONFLICT_CALLED_APPLIED("lost edit", "a conflict is answered as applied", WireBugs.Applied::new),
  BASE_RAISED(
      "lost update", "a mutation leaves with a newer base than its own", WireBugs.BaseRaised::new),
  ORDER_INVERTED("I4", "mutations leave newest first and one at a time", WireBugs.Inverted::new),
  PORTAL_BELIEVED("I2", "a captive portal's page counts as receipts", WireBugs.Portal::new),
  DELETED_BEFORE_ACKNOWLEDGED(
      "I1", "work leaves the outbox when it is sent", StoreBugs.SentGone::new),
  FAILED_WRITE_HIDDEN("lost edit", "a failed write is reported as done", StoreBugs.Early::new),
  PAGE_NOT_WRITTEN("hash", "the server version is not written", StoreBugs.PageLost::new),
  ARCHIVE_LOST("I1", "a reset's archive is not written", StoreBugs.ArchiveLost::new),
  TORN_WRITE("I1", "half of a transaction is written", StoreBugs.Torn::new),
  ID_MINTED_TWICE("receipt", "an id is minted twice", ClientBugs.SameId::new),
  LOCK_NOT_RELEASED("I8", "the sync lock is kept after a run", ClientBugs.LockKept::new),
  NEVER_RETRIED("I8", "neither the back-off nor the watch over it ends", ClientBugs.NoRetry::new),
  SUBJECT_NOT_NAMED("I3", "a page does not say whose work it sends", WireBugs.NoSubject::new),
  ACKNOWLEDGED_UNSENT("I2", "what is sent counts as the server's at once", StoreBugs.Ahead::new),
  FAILURE_HALF_UNDONE("I6", "a failed transaction leaves a part", StoreBugs.HalfUndone::new);

  private final String guarantee;
  private final String about;
  private final Supplier<Hooks> hooks;

  Bug(String guarantee, String about, Supplier<Hooks> hooks) {
    this.guarantee = guarantee;
    this.about = about;
    this.hooks = hooks;
  }

  /** What must be found broken, or the bug is caught by accident. */
  String guarantee() {
    return guarantee;
  }

  String about() {
    return about;
  }

  /** Hooks of their own for one world. */
  Hooks hooks() {
    return hooks.get();
  }

  /** The bug's name on the command line. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static @Nullable Bug named(String word) {
    for (Bug bug : values()) {
      if (bug.word().equals(word)) {
        return bug;
      }
    }
    return null;
  }

  /** In the server's decision. */
  private static final class SpaceBugs {
    private SpaceBugs() {}

    private static final class ReceiptForgotten extends Hooks {
      @Override
      SpaceStore spaceStore(SpaceStore store) {
        return new ForwardingSpaceStore(store) {
          @Override
          public void putReceipt(String subject, String origin, String id, Remembered receipt) {
            if (!id.endsWith("7")) {
              super.putReceipt(subject, origin, id, receipt);
            }
          }
        };
      }
    }

    private static final class NoDedupe extends Hooks {
      @Override
      SpaceStore spaceStore(SpaceStore store) {
        return new ForwardingSpaceStore(store) {
          @Override
          public @Nullable Remembered receipt(String subject, String origin, String id) {
            return null;
          }
        };
      }
    }

    private static final class NotStored extends Hooks {
      @Override
      SpaceStore spaceStore(SpaceStore store) {
        return new ForwardingSpaceStore(store) {
          @Override
          public void append(Revision revision, StateHash stateHash) {
            if (revision.version() % 7 != 0) {
              super.append(revision, stateHash);
            }
          }
        };
      }
    }

    private static final class HashForgets extends Hooks {
      @Override
      SpaceStore spaceStore(SpaceStore store) {
        return new ForwardingSpaceStore(store) {
          @Override
          public void append(Revision r, StateHash stateHash) {
            boolean forgotten = r.version() % 5 == 0;
            StateHash hash = forgotten ? StateHash.EMPTY : r.hash();
            super.append(
                new Revision(r.collection(), r.doc(), r.version(), r.text(), hash), stateHash);
          }
        };
      }
    }

    private static final class TombstoneLost extends Hooks {
      @Override
      SpaceStore spaceStore(SpaceStore store) {
        return new ForwardingSpaceStore(store) {
          @Override
          public void changes(long version, Sink sink) {
            super.changes(version, revision -> revision.deleted() || sink.accept(revision));
          }
        };
      }
    }

    private static final class MergeLosesField extends Hooks {
      @Override
      Rules rules(Rules rules) {
        return rules.policy("notes", conflict -> poorer(ConflictResolver.MERGE.resolve(conflict)));
      }

      private static ConflictResolver.Resolution poorer(ConflictResolver.Resolution merged) {
        if (!merged.decided() || !Json.isObject(merged.value())) {
          return merged;
        }
        Json value = Json.copy(merged.value());
        Json.remove(value, Json.of("f1"));
        return ConflictResolver.Resolution.of(value);
      }
    }

    private static final class ServerWins extends Hooks {
      @Override
      Rules rules(Rules rules) {
        return rules.policy("notes", ConflictResolver.SERVER_WINS);
      }
    }
  }

  /** On the way between them. */
  private static final class WireBugs {
    private WireBugs() {}

    /** Changes a part of an answer. */
    private abstract static class Answered extends Hooks {
      @Override
      Json response(Json request, Json response) {
        Json changed = Json.copy(response);
        if (Json.isArray(Json.get(response, "receipts"))) {
          change(changed, Json.get(response, "receipts"), Json.get(response, "changes"));
        }
        return changed;
      }

      abstract void change(Json response, Json receipts, Json changes);
    }

    private static final class CursorAhead extends Answered {
      @Override
      void change(Json response, Json receipts, Json changes) {
        Json fewer = Json.array();
        for (int i = 1; i < Json.size(changes); i++) {
          Json.push(fewer, Json.at(changes, i));
        }
        Json.set(response, "changes", fewer);
        Json.remove(response, Json.of("stateHash")); // or the replica itself would notice
      }
    }

    private static final class Swapped extends Answered {
      @Override
      void change(Json response, Json receipts, Json changes) {
        int n = Json.size(receipts);
        Json swapped = Json.array();
        for (int i = 0; i < n; i++) {
          Json one = Json.copy(Json.at(receipts, i));
          Json.set(one, "id", Json.get(Json.at(receipts, n - 1 - i), "id"));
          Json.push(swapped, one);
        }
        Json.set(response, "receipts", swapped);
      }
    }

    private static final class Applied extends Answered {
      @Override
      void change(Json response, Json receipts, Json changes) {
        Json all = Json.array();
        for (int i = 0; i < Json.size(receipts); i++) {
          Json one = Json.copy(Json.at(receipts, i));
          if (Json.text(Json.get(one, "status")).equals("conflict")) {
            Json.set(one, "status", Json.of("applied"));
            Json.set(one, "version", Json.get(Json.get(one, "server"), "version"));
          }
          Json.push(all, one);
        }
        Json.set(response, "receipts", all);
      }
    }

    /** Changes the mutations of a push. */
    private abstract static class Sent extends Hooks {
      @Override
      Json request(Json request) {
        Json changed = Json.copy(request);
        Json.set(changed, "mutations", mutations(request, Json.get(request, "mutations")));
        return changed;
      }

      abstract Json mutations(Json request, Json mutations);
    }

    private static final class BaseRaised extends Sent {
      @Override
      Json mutations(Json request, Json mutations) {
        Json all = Json.array();
        for (int i = 0; i < Json.size(mutations); i++) {
          Json one = Json.copy(Json.at(mutations, i));
          if (Json.number(Json.get(one, "base")) > 0) {
            Json.set(one, "base", Json.of(Math.max(1, Json.number(Json.get(request, "cursor")))));
          }
          Json.push(all, one);
        }
        return all;
      }
    }

    private static final class Inverted extends Sent {
      private Json held = Json.absent();

      @Override
      Json mutations(Json request, Json mutations) {
        Json all = Json.array();
        for (int i = Json.size(mutations) - 1; i >= 0; i--) {
          Json.push(all, Json.at(mutations, i));
        }
        Json before = held;
        held = Json.size(all) > 0 ? Json.at(all, 0) : held;
        if (!Json.isAbsent(before) && Json.size(all) > 0) {
          Json again = Json.copy(before);
          Json.set(again, "id", Json.of(Json.text(Json.get(before, "id")) + "0"));
          Json.push(all, again);
        }
        return all;
      }
    }

    private static final class NoSubject extends Hooks {
      @Override
      String subject(String subject) {
        return "";
      }
    }

    private static final class Portal extends Hooks {
      @Override
      Json portal(Json request) {
        Json page = Json.object();
        Json receipts = Json.array();
        Json mutations = Json.get(request, "mutations");
        for (int i = 0; i < Json.size(mutations); i++) {
          Json receipt = Json.object();
          Json.set(receipt, "id", Json.get(Json.at(mutations, i), "id"));
          Json.set(receipt, "status", Json.of("applied"));
          Json.set(receipt, "version", Json.get(request, "cursor"));
          Json.push(receipts, receipt);
        }
        Json epoch = Json.get(request, "epoch");
        Json.set(page, "epoch", Json.isString(epoch) ? epoch : Json.of("portal"));
        Json.set(page, "cursor", Json.get(request, "cursor"));
        Json.set(page, "receipts", receipts);
        Json.set(page, "changes", Json.array());
        Json.set(page, "more", Json.of(true));
        return page;
      }
    }
  }

  /** On the replica's disk. */
  private static final class StoreBugs {
    private StoreBugs() {}

    /** Changes what a transaction puts. */
    private abstract static class Put extends Hooks {
      @Override
      Store store(Store store) {
        return (write, body, done) ->
            store.transact(write, tx -> body.run(new Puts(tx, this::writes)), done);
      }

      /** Whether the record is written. */
      abstract boolean writes(Table table, String key, Json value);
    }

    private static final class SentGone extends Hooks {
      @Override
      Store store(Store store) {
        return (write, body, done) ->
            store.transact(
                write,
                tx -> body.run(new Puts(tx, (table, key, value) -> kept(tx, table, key, value))),
                done);
      }

      private static boolean kept(Transaction tx, Table table, String key, Json value) {
        boolean sent =
            table == Table.OUTBOX && Json.text(Json.get(value, "state")).equals("inFlight");
        if (sent) {
          tx.delete(table, key);
        }
        return !sent;
      }
    }

    private static final class PageLost extends Put {
      private int pages;

      @Override
      boolean writes(Table table, String key, Json value) {
        return table != Table.PAGES || ++pages % 9 != 0;
      }
    }

    private static final class ArchiveLost extends Put {
      @Override
      boolean writes(Table table, String key, Json value) {
        return table != Table.ARCHIVE;
      }
    }

    private static final class Torn extends Put {
      private int records;

      @Override
      boolean writes(Table table, String key, Json value) {
        return ++records % 40 != 0;
      }
    }

    /** Takes a full disk for success; what is thrown in a transaction is still heard. */
    private static final class Early extends Hooks {
      @Override
      Store store(Store store) {
        return (write, body, done) ->
            store.transact(write, body, failure -> done.ended(isFull(failure) ? null : failure));
      }

      private static boolean isFull(@Nullable Failure failure) {
        return failure != null && failure.code() == Failure.Code.QUOTA;
      }
    }

    private static final class HalfUndone extends Hooks {
      @Override
      boolean keepsPartOfFailures() {
        return true;
      }
    }

    /** Writes the documents of a push among the server's before there is an answer. */
    private static final class Ahead extends Hooks {
      @Override
      Store store(Store store) {
        return (write, body, done) ->
            store.transact(
                write,
                tx -> body.run(new Puts(tx, (table, key, value) -> ahead(tx, table, value))),
                done);
      }

      private static boolean ahead(Transaction tx, Table table, Json entry) {
        if (table == Table.OUTBOX && Json.text(Json.get(entry, "state")).equals("inFlight")) {
          Json document = Json.array();
          Json.push(document, Json.get(entry, "base"));
          Json.push(document, Json.of(0));
          Json.push(document, Json.get(entry, "value"));
          tx.get(
              Table.PAGES,
              "",
              page -> {
                Json changed = Json.isObject(page) ? Json.copy(page) : Json.object();
                Json.set(changed, Json.get(entry, "key"), document);
                tx.put(Table.PAGES, "", changed);
              });
        }
        return true;
      }
    }
  }

  /** In the page. */
  private static final class ClientBugs {
    private ClientBugs() {}

    private static final class SameId extends Hooks {
      @Override
      Random random(Random random) {
        return new Random() {
          private String last = "";
          private int minted;

          @Override
          public double next() {
            return random.next();
          }

          @Override
          public String hex(int digits) {
            boolean again = digits == 32 && ++minted % 6 == 0;
            String made = again ? last : random.hex(digits);
            last = digits == 32 ? made : last;
            return made;
          }
        };
      }
    }

    private static final class LockKept extends Hooks {
      @Override
      SyncLoop.Lock lock(SyncLoop.Lock lock) {
        int[] runs = {0};
        return held ->
            lock.hold(
                release ->
                    held.run(
                        () -> {
                          if (++runs[0] % 4 != 0) {
                            release.run();
                          }
                        }));
      }
    }

    private static final class NoRetry extends Hooks {
      @Override
      Clock clock(Clock clock) {
        return new Clock() {
          @Override
          public double now() {
            return clock.now();
          }

          @Override
          public Timer after(double ms, Runnable task) {
            return clock.after(ms > 400 ? 1e12 : ms, task);
          }
        };
      }
    }
  }
}
