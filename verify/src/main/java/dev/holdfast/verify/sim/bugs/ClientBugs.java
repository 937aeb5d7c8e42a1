package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.sync.SyncLock;
import dev.holdfast.verify.sim.ground.Hooks;

/** Deliberate bugs in the page. */
final class ClientBugs {
  private ClientBugs() {}

  static final class SameId extends Hooks {
    @Override
    public Random random(Random random) {
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

  static final class LockKept extends Hooks {
    @Override
    public SyncLock lock(SyncLock lock) {
      return new Keeping(lock);
    }

    private static final class Keeping implements SyncLock {
      private final SyncLock lock;
      private int runs;

      Keeping(SyncLock lock) {
        this.lock = lock;
      }

      @Override
      public void hold(Held held) {
        lock.hold(
            release ->
                held.run(
                    () -> {
                      if (++runs % 4 != 0) {
                        release.run();
                      }
                    }));
      }
    }
  }

  static final class Adopted extends Hooks {
    @Override
    public boolean adoptsUnheard() {
      return true;
    }
  }

  static final class MeasuredLate extends Hooks {
    @Override
    public boolean measuresLate() {
      return true;
    }
  }

  static final class DropsMerged extends Hooks {
    @Override
    public boolean dropsWhatMerged() {
      return true;
    }
  }

  static final class LeavesUnsealed extends Hooks {
    @Override
    public boolean leavesUnsealed() {
      return true;
    }
  }

  static final class DocumentsStay extends Hooks {
    @Override
    public boolean deletesDocuments() {
      return false;
    }
  }

  static final class NoRetry extends Hooks {
    @Override
    public Clock clock(Clock clock) {
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
