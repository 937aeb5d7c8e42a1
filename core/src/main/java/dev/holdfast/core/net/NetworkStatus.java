package dev.holdfast.core.net;

import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Verdict.Detail;
import org.jspecify.annotations.Nullable;

/**
 * The truth about the connection, as far as anybody can know it: the server was heard, or it was
 * not. The same in a page, in the worker and on the JVM.
 *
 * <p>How to use it: feed it what happens ({@link #hint} from {@code navigator.onLine}, {@link
 * #reportAnswer} and {@link #reportFailure} from real traffic, {@link #adopt} from the other tabs),
 * say with {@link #watch} whether anybody cares, and read {@link #verdict}. Only {@link #check}, a
 * doubt, and being watched make it probe. Not thread-safe.
 *
 * <p>What proves what: an answer that only our server can have given is online. An answer that
 * anybody could have given (a captive portal's 200) and a request that failed are doubts, which a
 * probe decides. {@code onLine === false} is believed, and probed; {@code true} is only a doubt.
 */
public final class NetworkStatus {
  /*
   * Probing: while watched, the next probe comes a jittered interval after the last evidence. The
   * interval starts at 1 s whenever the verdict changes and doubles up to 60 s while it does not.
   * Doubts probe at once, but not more often than once in 1 s. A probe that has not ended after the
   * deadline counts as unanswered. Each outcome is announced, so the other tabs need not ask.
   */
  private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

  /** Tells the other tabs and the worker. */
  public interface Announce {
    void tell(Json message);
  }

  /** Hears the outcome of a check. */
  public interface Checked {
    void is(Verdict verdict);
  }

  private final Clock clock;
  private final Random random;
  private final Probe probe;
  private final Announce announce;
  private final double deadline;
  private @Nullable Hearer<Runnable> listeners;

  /** Those who wait for the probe under way, the last first. */
  private @Nullable Hearer<Checked> checks;

  private Verdict verdict;
  private Detail found = Detail.CHECKING;
  private double lastVerifiedAt;
  private double latency;
  private final BackOff interval = new BackOff();
  private double probedAt;
  private boolean watched;
  private boolean probing;
  private boolean looking;
  private Clock.@Nullable Timer next;
  private Clock.@Nullable Timer limit;
  private int turn;

  /**
   * @param onLine what the browser says at first; true where nobody says anything
   * @param deadline ms after which a probe counts as unanswered; 5,000 by contract
   */
  public NetworkStatus(
      Clock clock, Random random, Probe probe, Announce announce, boolean onLine, double deadline) {
    this.clock = clock;
    this.random = random;
    this.probe = probe;
    this.announce = announce;
    this.deadline = deadline;
    this.verdict = new Verdict(onLine, Detail.CHECKING, 0, false);
  }

  // --- asking ---

  public Verdict verdict() {
    return verdict;
  }

  /** {@code networkStatus.current === 'online'}. */
  public boolean isOnline() {
    return verdict.online();
  }

  /** Whether online rests on an answer of our server, rather than on nothing yet. */
  public boolean isVerifiedOnline() {
    return verdict.online() && verdict.verified();
  }

  /** When our server last gave an answer, in ms since 1970; 0 is never. */
  public double lastVerifiedAt() {
    return lastVerifiedAt;
  }

  /** How long the last answered probe took, in ms; 0 before the first. */
  public double latency() {
    return latency;
  }

  /** Calls {@code listener} after each change of {@code current} or {@code detail}. */
  public Runnable subscribe(Runnable listener) {
    listeners = Hearer.plus(listeners, listener);
    return () -> listeners = Hearer.minus(listeners, listener);
  }

  /** Probes now, or joins the probe under way; {@code then} hears what came out. */
  public void check(Checked then) {
    checks = new Hearer<>(then, checks);
    probeNow(true);
  }

  /**
   * Says whether somebody looks (a visible page with a listener) or work is pending. Probing
   * starts, and goes on only while this is true.
   */
  public void watch(boolean wanted) {
    if (wanted == watched) {
      return;
    }
    watched = wanted;
    schedule();
  }

  // --- evidence ---

  /** The browser's own opinion changed. */
  public void hint(boolean onLine) {
    if (onLine) {
      doubt();
    } else {
      judge(new Verdict(false, Detail.OFFLINE, clock.now(), false));
      probeNow(false);
    }
  }

  /**
   * A request got an answer.
   *
   * @param ours whether only our server can have given it: a well-formed answer of {@code /v1}, say
   */
  public void reportAnswer(boolean ours) {
    if (verdict.detail() == Detail.ONLINE) {
      verdict = new Verdict(true, Detail.ONLINE, clock.now(), verdict.verified() || ours);
      lastVerifiedAt = ours ? verdict.at() : lastVerifiedAt;
    } else if (ours) {
      judge(new Verdict(true, Detail.ONLINE, clock.now(), true));
    } else {
      doubt();
    }
  }

  /** A request got no answer, or one that says the server is ill (5xx). */
  public void reportFailure() {
    if (verdict.online()) {
      doubt();
    }
  }

  /** What another tab or the worker found out; ignored if we know something newer. */
  public void adopt(Json message) {
    Verdict theirs = Verdict.ofMessage(message);
    if (theirs.at() > verdict.at()) {
      looking = true; // they looked for all of us
      settle(theirs);
    }
  }

  /** The verdict as {@link #adopt} takes it. */
  public Json message() {
    return verdict.toMessage();
  }

  // --- probing ---

  private void doubt() {
    double wait = probedAt + BackOff.SHORTEST - clock.now();
    if (wait > 0 && wait <= BackOff.SHORTEST) {
      schedule(wait);
    } else {
      probeNow(true);
    }
  }

  /**
   * @param shown whether {@code detail} says checking meanwhile; a routine look does not
   */
  private void probeNow(boolean shown) {
    if (probing) {
      return;
    }
    probing = true;
    cancelNext();
    int mine = ++turn;
    double began = clock.now();
    String nonce = random.hex(16);
    limit = clock.after(deadline, () -> ended(mine, began, nonce, 0, ""));
    if (shown) {
      show(new Verdict(verdict.online(), Detail.CHECKING, verdict.at(), verdict.verified()));
    }
    probe.ask(nonce, (status, body) -> ended(mine, began, nonce, status, body));
  }

  private void ended(int asked, double began, String nonce, int status, String body) {
    if (asked != turn || !probing) {
      return;
    }
    probing = false;
    probedAt = clock.now();
    if (limit != null) {
      limit.cancel();
    }
    boolean echoed = status == 200 && body.equals(nonce);
    boolean ill = status >= 500 && status != NETWORK_AUTHENTICATION_REQUIRED;
    if (echoed) {
      latency = Math.max(0, probedAt - began);
    }
    Detail detail = echoed ? Detail.ONLINE : ill ? Detail.DEGRADED : Detail.OFFLINE;
    judge(new Verdict(echoed || ill, detail, probedAt, echoed));
    Hearer<Checked> hearers = Hearer.reversed(checks);
    checks = null;
    for (Hearer<Checked> each = hearers; each != null; each = each.next()) {
      each.one().is(verdict);
    }
  }

  private void judge(Verdict evidence) {
    settle(evidence);
    announce.tell(evidence.toMessage());
  }

  /** The pauses grow by looking in vain, not by what is asked or tried in between. */
  private void settle(Verdict evidence) {
    boolean again = evidence.detail() == found;
    if (!again) {
      interval.reset();
    } else if (looking) {
      interval.grow();
    }
    looking = false;
    found = evidence.detail();
    if (evidence.verified()) {
      lastVerifiedAt = evidence.at();
    }
    show(evidence);
    schedule();
  }

  private void show(Verdict now) {
    boolean changed = !now.looksLike(verdict);
    verdict = now;
    if (changed) {
      for (Hearer<Runnable> each = listeners; each != null; each = each.next()) {
        each.one().run();
      }
    }
  }

  private void schedule() {
    if (watched && !probing) {
      schedule(verdict.at() == 0 ? 0 : interval.draw(random));
    } else {
      cancelNext();
    }
  }

  private void schedule(double ms) {
    cancelNext();
    next = clock.after(ms, this::routine);
  }

  /** Probes, unless traffic has brought evidence meanwhile. */
  private void routine() {
    double rest = verdict.at() + interval.length() / 2 - clock.now();
    if (verdict.detail() == Detail.ONLINE && rest > 0 && rest <= interval.length()) {
      schedule(rest);
    } else {
      looking = true;
      probeNow(false);
    }
  }

  private void cancelNext() {
    if (next != null) {
      next.cancel();
      next = null;
    }
  }
}
