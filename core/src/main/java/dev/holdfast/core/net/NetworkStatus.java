package dev.holdfast.core.net;

import dev.holdfast.core.BackOff;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Verdict.Detail;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server can be reached, by the evidence so far. The same code runs in a page, in the
 * worker and on the JVM.
 *
 * <p>How to use it: report what happens ({@link #hint} from {@code navigator.onLine}, {@link
 * #reportAnswer} and {@link #reportFailure} from real traffic, {@link #adopt} from the other tabs).
 * Tell it with {@link #watch} whether the verdict is needed. Read {@link #verdict}. It probes on
 * {@link #check}, on a doubt, and regularly while watched. Not thread-safe.
 *
 * <p>What counts as evidence: an answer that only our server can have given means online. An answer
 * that any host could have given (a captive portal's 200) is a doubt, and so is a failed request; a
 * probe decides it. A server that has no probe answers it with 4xx: that decides it too once such a
 * server has answered a request of the app in JSON. {@code onLine === false} counts as offline at
 * once, and a probe follows. {@code onLine === true} is only a doubt.
 */
public final class NetworkStatus {
  /*
   * Probing: while watched, the next probe comes a jittered interval after the last evidence. The
   * interval is 1 s after each change of the verdict and doubles up to 60 s while it stays. A doubt
   * probes at once, but at most once per second. A probe that has not ended by the deadline counts
   * as unanswered. Each outcome is announced to the other tabs, so they need not probe.
   */
  private static final int NETWORK_AUTHENTICATION_REQUIRED = 511;

  /** Sends a message to the other tabs and the worker. */
  public interface Announce {
    void tell(Json message);
  }

  /** Called with the outcome of a check. */
  public interface Checked {
    void checked(Verdict verdict);
  }

  private final Clock clock;
  private final Random random;
  private final Probe probe;
  private final Announce announce;
  private final double deadline;
  private @Nullable Hearer<Runnable> listeners;

  /** The callers that wait for the running probe, latest first. */
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

  /** Whether a server that has no probe has answered, so that a probe's 4xx is its answer. */
  private boolean speaks;

  /** Whether a probe was ever echoed, and whether the last one got an answer without its nonce. */
  private boolean echoes;

  private boolean foreign;

  /**
   * @param onLine what the browser says at first; true where there is no browser
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

  /** Whether it is online and an answer of our server has proved it. */
  public boolean isVerifiedOnline() {
    return verdict.online() && verdict.verified();
  }

  /** When our server last answered, in ms since 1970; 0 for never. */
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

  /** Probes now, or joins the running probe. {@code then} receives the verdict. */
  public void check(Checked then) {
    checks = new Hearer<>(then, checks);
    probeNow(true);
  }

  /**
   * Says whether the verdict is needed: a visible page listens, or work is pending. Regular probing
   * runs only while this is true.
   */
  public void watch(boolean wanted) {
    if (wanted == watched) {
      return;
    }
    watched = wanted;
    schedule();
  }

  // --- evidence ---

  /** The browser's {@code navigator.onLine} changed. */
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
   * @param ours whether only our server can have given it, such as a well-formed answer of {@code
   *     /v1}
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

  /** A request of the app got an answer in JSON from our origin, with a status below 500. */
  public void reportJson() {
    speaks = !echoes;
    reportAnswer(false);
  }

  /**
   * Whether the probe is answered, but by something that does not know it: a backend without one,
   * or a portal.
   */
  public boolean hasNoProbe() {
    return foreign && !echoes;
  }

  /** A request got no answer, or a server error (5xx). */
  public void reportFailure() {
    if (verdict.online()) {
      doubt();
    }
  }

  /** Takes another tab's or the worker's verdict. Ignored if ours is newer. */
  public void adopt(Json message) {
    Verdict theirs = Verdict.ofMessage(message);
    speaks = speaks || Json.isTrue(Json.get(message, "speaks"));
    if (theirs.at() > verdict.at()) {
      looking = true; // their probe counts as ours
      settle(theirs);
    }
  }

  /** The verdict as a message for {@link #adopt}. */
  public Json message() {
    return message(verdict);
  }

  private Json message(Verdict told) {
    Json message = told.toMessage();
    Json.set(message, "speaks", Json.of(speaks));
    return message;
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
   * @param shown whether {@code detail} is {@code checking} meanwhile; not for a regular probe
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
    foreign = status >= 200 && status < 500 && !body.equals(nonce);
    if (status == 200) {
      echoes = echoes || !foreign;
      speaks = false;
    }
    boolean echoed = (status == 200 && !foreign) || (speaks && foreign && status >= 400);
    boolean ill = status >= 500 && status != NETWORK_AUTHENTICATION_REQUIRED;
    if (echoed) {
      latency = Math.max(0, probedAt - began);
    }
    Detail detail = echoed ? Detail.ONLINE : ill ? Detail.DEGRADED : Detail.OFFLINE;
    judge(new Verdict(echoed || ill, detail, probedAt, echoed));
    Hearer<Checked> hearers = Hearer.reversed(checks);
    checks = null;
    for (Hearer<Checked> each = hearers; each != null; each = each.next()) {
      each.one().checked(verdict);
    }
  }

  private void judge(Verdict evidence) {
    settle(evidence);
    announce.tell(message(evidence));
  }

  /**
   * The interval grows when a regular probe finds nothing new. Explicit checks and traffic in
   * between do not make it grow.
   */
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

  /** Probes, unless traffic has brought new evidence meanwhile. */
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
