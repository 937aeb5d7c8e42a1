package dev.holdfast.core.queue;

/**
 * What became of one attempt to send a queued request.
 *
 * @param cause why, as the page shows it: a code, maybe with a status
 * @param notBefore when the server allows another attempt, in ms since 1970; 0 if it did not say
 * @param id the id that the server gave to what was made, as JSON text; empty if it named none
 */
public record Outcome(Fate fate, String cause, double notBefore, String id) {
  public Outcome(Fate fate, String cause, double notBefore) {
    this(fate, cause, notBefore, "");
  }

  /** Where the request stands then. */
  public enum Fate {
    /** Done for good. */
    ACKNOWLEDGED,
    /** Refused while the page was listening, which has the refusal. */
    REFUSED,
    /** Refused for good; kept for a decision. */
    PARKED,
    /** It waits for another attempt. */
    LATER,
    /** It waits until somebody is signed in. */
    LOGIN,
    /** Sent, but no answer came: it may have had its effect. */
    UNKNOWN
  }

  /** Whether a replay is over with this. */
  public boolean isOver() {
    return fate == Fate.ACKNOWLEDGED || fate == Fate.PARKED;
  }

  /** No answer came. */
  public static Outcome noAnswer() {
    return new Outcome(Fate.UNKNOWN, "NO_ANSWER", 0);
  }

  /** It names something whose request was refused. */
  static Outcome idLost(String temporary) {
    return new Outcome(Fate.PARKED, "ID_UNKNOWN: nothing makes ".concat(temporary), 0);
  }

  /** The same, with the id that the answer gave. */
  public Outcome naming(String given) {
    return new Outcome(fate, cause, notBefore, given);
  }

  /**
   * By contract §6: what an HTTP answer means for the work.
   *
   * @param status 0 for a redirect that was not followed
   * @param retryAfter ms since 1970; 0 if the answer named no time
   * @param csrf whether a 403 says that it is about the CSRF token
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

  /** 408, 425, 429 and 5xx: the same request may succeed later. */
  public static boolean isTransient(int status) {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }
}
