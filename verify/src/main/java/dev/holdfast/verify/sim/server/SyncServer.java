package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.Validator;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The server process: the production decision over a simulated disk. It can crash around a commit.
 */
public final class SyncServer {
  /** When the process dies while it handles the next request. */
  public enum Crash {
    NEVER,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  /** The most changes in one answer. */
  public static final int CHANGES = 8;

  /** A mutation that stored a revision. */
  public record Effect(String origin, String id, Revision revision) {}

  /** Is told what the server does, to check it. */
  public interface Witness {
    /** A request is accepted under {@code subject}, who is signed in. */
    void authenticated(Json request, String subject);

    /**
     * An answer was committed.
     *
     * @param head the head of the disk now
     */
    void served(Json request, Json response, List<Effect> effects, @Nullable Head head);

    /** Deletions were forgotten. */
    void compacted();

    void backedUp();

    /**
     * The disk was restored from the backup.
     *
     * @param lost whether the server had stored more since the backup
     * @param head the head of the disk now
     */
    void restored(boolean lost, @Nullable Head head);
  }

  /** An answer. */
  public record Reply(int status, Json body) {}

  private final Ground ground;
  private final Witness witness;
  private final IntConsumer pokes;
  private final Dice dice;
  private final Rules rules;
  private ServerDisk disk = new ServerDisk();
  private ServerDisk backup = new ServerDisk();
  private Crash crash = Crash.NEVER;
  private boolean up = true;
  private int lineages;
  private int ids;

  /**
   * @param pokes receives each version that was stored
   */
  public SyncServer(Ground ground, Validator validator, Witness witness, IntConsumer pokes) {
    this.ground = ground;
    this.witness = witness;
    this.pokes = pokes;
    this.dice = ground.dice("server", 0);
    Limits limits = new Limits(20, 1 << 20, CHANGES, 4 << 20);
    this.rules = ground.bugs().rules(Rules.DEFAULT.limits(limits).validator(validator));
  }

  public ServerDisk disk() {
    return disk;
  }

  /** How often the server was restored from a backup. */
  public int lineages() {
    return lineages;
  }

  public void crashAt(Crash when) {
    crash = when;
  }

  public void power(boolean on) {
    up = on;
  }

  public boolean isUp() {
    return up;
  }

  public void backUp() {
    backup = disk.copy();
    witness.backedUp();
  }

  /**
   * @param told whether the operator says so, by {@code serve --restored}
   */
  public void restore(boolean told) {
    boolean lost = disk.log().size() > backup.log().size();
    disk = backup.copy();
    lineages++;
    witness.restored(lost, disk.head());
    if (told) {
      disk.begin();
      new Space(disk, rules, random()).restored();
    }
  }

  public void compact() {
    disk.begin();
    Space.compact(disk, 0);
    witness.compacted();
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
   * Handles a push. Null if the process dies over it.
   *
   * @param named the subject that the page names; empty if it names none
   * @param signedIn the subject whose credentials the browser sends
   */
  public @Nullable Reply handle(Json request, String named, String signedIn) {
    if (!up) {
      return null;
    }
    if (!named.isEmpty() && !named.equals(signedIn)) {
      return new Reply(401, problem(ProblemCode.WRONG_SUBJECT));
    }
    witness.authenticated(request, signedIn);
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
      return ground.bugs().answersBeforeCommit() ? reply : null;
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
    ground.after(dice.pause(4_000), Agenda.WORLD, () -> up = true);
  }

  private Reply decide(Json request, SpaceStore store) {
    SyncRequest read = SyncRequest.read(request, rules.limits());
    SyncAnswer answer =
        new Space(ground.bugs().spaceStore(store), rules, random())
            .sync(Login.OWNER, read, Permission.ALL);
    if (answer instanceof SyncAnswer.EpochChanged changed) {
      return new Reply(409, changed.problem());
    }
    if (answer instanceof SyncAnswer.NewerState newer) {
      return new Reply(409, newer.problem());
    }
    return new Reply(200, Json.parse(((SyncAnswer.Page) answer).text()));
  }

  public static Json problem(String code) {
    return ProblemBody.of(code, "");
  }

  /**
   * Passes every call to the disk. After the commit, tells the witness which mutation stored what.
   */
  private final class Recorder extends ForwardingSpaceStore {
    private final List<Revision> stored = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();

    Recorder(SpaceStore disk) {
      super(disk);
    }

    void commit(Json request, Json response) {
      witness.served(request, response, effects, disk.head());
      for (Effect effect : effects) {
        pokes.accept((int) effect.revision().version());
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
        effects.add(new Effect(origin, id, revision));
      }
      stored.clear();
      super.putReceipt(subject, origin, id, receipt);
    }
  }
}
