package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.Validator;
import org.jspecify.annotations.Nullable;

/**
 * The server's process: the production decision over a simulated disk. Can crash around a commit.
 */
final class SyncServer {
  static final String SUBJECT = "ann";

  /** When the process dies while it handles the next request. */
  enum Crash {
    NEVER,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** What goes back. */
  record Reply(int status, Json body) {}

  private final World world;
  private final Dice dice;
  private final Rules rules;
  private ServerDisk disk = new ServerDisk();
  private ServerDisk backup = new ServerDisk();
  private Crash crash = Crash.NEVER;
  private boolean up = true;
  private boolean picky;
  private int lineages;
  private int ids;

  SyncServer(World world) {
    this.world = world;
    this.dice = Dice.of(world.seed(), "server", 0);
    Rules plain =
        Rules.DEFAULT
            .limits(new Limits(20, 1 << 20, 8, 4 << 20))
            .validator(
                (subject, collection, doc, value) ->
                    picky && refuses(value)
                        ? Validator.Verdict.refuse("not today")
                        : Validator.Verdict.accept(value));
    rules = world.bugs().rules(plain);
  }

  /** A picky server refuses documents whose newest token is odd. */
  static boolean refuses(Json value) {
    return Json.isObject(value)
        && Json.isString(Json.get(value, "f0"))
        && Json.text(Json.get(value, "f0")).endsWith("3");
  }

  ServerDisk disk() {
    return disk;
  }

  boolean picky() {
    return picky;
  }

  /** How often the server was restored from a backup. */
  int lineages() {
    return lineages;
  }

  void pick(boolean wanted) {
    picky = wanted;
  }

  void crashAt(Crash when) {
    crash = when;
  }

  void power(boolean on) {
    up = on;
  }

  boolean isUp() {
    return up;
  }

  void backUp() {
    backup = disk.copy();
    world.oracle().backedUp();
  }

  /**
   * @param told whether the operator says so, by {@code serve --restored}
   */
  void restore(boolean told) {
    boolean lost = disk.log().size() > backup.log().size();
    disk = backup.copy();
    lineages++;
    world.oracle().restored(lost);
    if (told) {
      disk.begin();
      new Space(disk, rules, random()).restored();
    }
  }

  void compact() {
    disk.begin();
    Space.compact(disk, 0);
    world.oracle().compacted();
  }

  private dev.holdfast.core.Random random() {
    return new dev.holdfast.core.Random() {
      @Override
      public double next() {
        return dice.next();
      }

      @Override
      public String hex(int digits) {
        return "e" + ++ids;
      }
    };
  }

  /**
   * Handles a push; null if the process dies over it.
   *
   * @param named the subject the page names; empty if it names none
   * @param signedIn the subject whose credentials the browser sends
   */
  @Nullable Reply handle(Json request, String named, String signedIn) {
    if (!up) {
      return null;
    }
    if (!named.isEmpty() && !named.equals(signedIn)) {
      return new Reply(401, problem(ProblemCode.WRONG_SUBJECT));
    }
    world.oracle().authenticated(request, signedIn);
    Recorder recorder = new Recorder(disk);
    disk.begin();
    Reply reply;
    try {
      reply = decide(request, recorder);
    } catch (ProtocolException refused) {
      disk.rollBack();
      int status = refused.code() == ProtocolException.Code.TOO_MANY ? 413 : 400;
      if (status == 400) {
        throw new Violation("protocol", "the server refuses our request: " + refused.getMessage());
      }
      return new Reply(413, problem(refused.code().name()));
    } catch (RuntimeException broken) {
      throw new Violation("crash", "an exception in the server: " + broken, broken);
    }
    Crash now = crash;
    crash = Crash.NEVER;
    if (now == Crash.BEFORE_COMMIT) {
      disk.rollBack();
      restart();
      return world.bugs().answersBeforeCommit() ? reply : null;
    }
    recorder.commit(request, reply.body());
    if (now == Crash.AFTER_COMMIT) {
      restart();
      return null;
    }
    return reply;
  }

  private void restart() {
    up = false;
    world.agenda().after(dice.pause(4_000), Agenda.WORLD, () -> up = true);
  }

  private Reply decide(Json request, SpaceStore store) {
    SyncRequest read = SyncRequest.read(request, rules.limits());
    SyncAnswer answer =
        new Space(world.bugs().spaceStore(store), rules, random())
            .sync(SUBJECT, read, Permission.ALL);
    if (answer instanceof SyncAnswer.EpochChanged changed) {
      return new Reply(409, changed.problem());
    }
    return new Reply(200, Json.parse(((SyncAnswer.Page) answer).text()));
  }

  static Json problem(String code) {
    return ProblemBody.of(code, "");
  }

  /** Passes on to the disk and tells the oracle, after the commit, which mutation stored what. */
  private final class Recorder extends ForwardingSpaceStore {
    private final java.util.List<Revision> stored = new java.util.ArrayList<>();
    private final java.util.List<Oracle.Effect> effects = new java.util.ArrayList<>();

    Recorder(SpaceStore disk) {
      super(disk);
    }

    void commit(Json request, Json response) {
      world.oracle().served(request, response, effects);
      for (Oracle.Effect effect : effects) {
        world.poke((int) effect.revision().version());
      }
    }

    @Override
    public void append(Revision revision, StateHash stateHash) {
      stored.add(revision);
      super.append(revision, stateHash);
    }

    @Override
    public void putReceipt(String subject, String origin, String id, Remembered receipt) {
      for (Revision revision : stored) {
        effects.add(new Oracle.Effect(origin, id, revision));
      }
      stored.clear();
      super.putReceipt(subject, origin, id, receipt);
    }
  }
}
