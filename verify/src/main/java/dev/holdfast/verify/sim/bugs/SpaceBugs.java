package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.space.ConflictResolver;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.verify.sim.ground.Hooks;
import dev.holdfast.verify.sim.server.ForwardingSpaceStore;
import org.jspecify.annotations.Nullable;

/** Deliberate bugs in the server's decision. */
final class SpaceBugs {
  private SpaceBugs() {}

  static final class ReceiptForgotten extends Hooks {
    @Override
    public SpaceStore spaceStore(SpaceStore store) {
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

  static final class NoDedupe extends Hooks {
    @Override
    public SpaceStore spaceStore(SpaceStore store) {
      return new ForwardingSpaceStore(store) {
        @Override
        public @Nullable Remembered receipt(String subject, String origin, String id) {
          return null;
        }
      };
    }
  }

  static final class NotStored extends Hooks {
    @Override
    public SpaceStore spaceStore(SpaceStore store) {
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

  static final class HashForgets extends Hooks {
    @Override
    public SpaceStore spaceStore(SpaceStore store) {
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

  static final class TombstoneLost extends Hooks {
    @Override
    public SpaceStore spaceStore(SpaceStore store) {
      return new ForwardingSpaceStore(store) {
        @Override
        public void changes(long version, Sink sink) {
          super.changes(version, revision -> revision.deleted() || sink.accept(revision));
        }
      };
    }
  }

  static final class MergeLosesField extends Hooks {
    @Override
    public Rules rules(Rules rules) {
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

  static final class AnswersFirst extends Hooks {
    @Override
    public boolean answersBeforeCommit() {
      return true;
    }
  }

  static final class ServerWins extends Hooks {
    @Override
    public Rules rules(Rules rules) {
      return rules.policy("notes", ConflictResolver.SERVER_WINS);
    }
  }
}
