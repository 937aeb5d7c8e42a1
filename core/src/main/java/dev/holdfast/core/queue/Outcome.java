package dev.holdfast.core.queue;

/**
 * The outcome of one attempt to send a queued request.
 *
 * @param cause the reason that a page shows: {@code CODE}, or {@code CODE: what happened}
 * @param notBefore when the server allows the next attempt, in ms since 1970; 0 if it did not say
 * @param id the server's id of the thing that the request made, as JSON text; empty if it gave none
 */
public record Outcome(Fate fate, String cause, double notBefore, String id) {
  public Outcome(Fate fate, String cause, double notBefore) {
    this(fate, cause, notBefore, "");
  }

  /** What happens to the request next. */
  public enum Fate {
    /** The server has taken it. */
    ACKNOWLEDGED,
    /** Refused for good, and the page that waited for the answer has got the refusal. */
    REFUSED,
    /** Refused for good. It is kept until somebody decides about it. */
    PARKED,
    /** It waits for another attempt. */
    LATER,
    /** It waits until somebody is signed in. */
    LOGIN,
    /** Sent, but no answer came: the server may have carried it out. */
    UNKNOWN
  }

  /** Whether the request needs no further attempt. */
  public boolean isOver() {
    return fate == Fate.ACKNOWLEDGED || fate == Fate.PARKED;
  }

  /** No answer came. */
  public static Outcome noAnswer() {
    return new Outcome(Fate.UNKNOWN, "NO_ANSWER", 0);
  }

  /** It uses a temporary id whose request was refused. */
  static Outcome idLost(String temporary) {
    return new Outcome(Fate.PARKED, "ID_UNKNOWN: nothing makes ".concat(temporary), 0);
  }

  /**
   * The same outcome, in the server's words if it refused.
   *
   * @param said {@code CODE: detail}; empty if it gave none
   */
  public Outcome because(String said) {
    return fate == Fate.PARKED && !said.isEmpty() ? new Outcome(fate, said, 0) : this;
  }

  /** The same outcome, with the id from the answer. */
  public Outcome naming(String given) {
    return new Outcome(fate, cause, notBefore, given);
  }

  /**
   * The outcome that an HTTP answer means (contract §6).
   *
   * @param status 0 for a redirect that was not followed
   * @param retryAfter ms since 1970; 0 if the answer named no time
   * @param csrf whether the answer is a 403 that names the CSRF token as its cause
   */
  public static Outcome of(int status, double retryAfter, boolean csrf) {
    if (status >= 200 && status < 300) {
      return new Outcome(Fate.ACKNOWLEDGED, "", 0);
    }
    String cause = "HTTP ".concat(Integer.toString(status));
    if (status == 0 || status == 401 || status == 419 || csrf) {
      return new Outcome(Fate.LOGIN, "NEEDS_LOGIN", 0);
    }
    if (isTransient(status)) {
      return new Outcome(Fate.LATER, "SERVER_BUSY: ".concat(cause), retryAfter);
    }
    return new Outcome(Fate.PARKED, "REFUSED: ".concat(cause), 0);
  }

  /** Whether the same request may succeed later: 408, 425, 429 and 5xx. */
  public static boolean isTransient(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }
}
