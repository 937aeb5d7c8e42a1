package dev.holdfast.core;

/**
 * The one exception of the core. It has a code from a closed list. Its message says what failed and
 * where, what was expected, what was found, and what survived.
 */
public final class Failure extends RuntimeException {
  /** What went wrong. The name is public: apps see it as {@code code}, and so does the wire. */
  public enum Code {
    // the local store
    QUOTA(Retry.BACKOFF),
    STORE_CLOSED(Retry.NOW),
    STORE_FAILED(Retry.BACKOFF),
    NEWER_DATA(Retry.NEVER),
    CORRUPT_PAGE(Retry.NOW),
    EVICTED(Retry.NOW),
    SIGNED_OUT(Retry.NEVER),
    // the app's state
    NOT_JSON(Retry.NEVER),
    NO_SNAPSHOT(Retry.NEVER),
    STATE_NOT_LOADED(Retry.NEVER),
    STATE_SHAPE(Retry.NEVER),
    NEWER_STATE(Retry.NEVER),
    MIGRATION_FAILED(Retry.NEVER),
    UNKNOWN_KEY(Retry.NEVER),
    TOO_LARGE(Retry.NEVER),
    // the connection
    NO_SYNC(Retry.NEVER),
    OFFLINE(Retry.BACKOFF),
    NO_ANSWER(Retry.BACKOFF),
    SERVER_BUSY(Retry.BACKOFF),
    NOT_NOW(Retry.BACKOFF),
    NEEDS_LOGIN(Retry.AFTER_LOGIN),
    WRONG_SUBJECT(Retry.AFTER_LOGIN),
    SPACE_FORBIDDEN(Retry.NEVER),
    TOO_MANY(Retry.NOW),
    EPOCH_CHANGED(Retry.NOW),
    DIVERGED(Retry.NOW),
    REFUSED(Retry.NEVER),
    ABORTED(Retry.NEVER),
    // this browser
    NO_SUPPORT(Retry.NEVER),
    NOT_LOADED(Retry.BACKOFF),
    INSTALL_FAILED(Retry.BACKOFF),
    BAD_IMPORT(Retry.NEVER);

    private final Retry retry;

    Code(Retry retry) {
      this.retry = retry;
    }

    public Retry retry() {
      return retry;
    }
  }

  /** When trying again makes sense. */
  public enum Retry {
    NOW,
    BACKOFF,
    AFTER_LOGIN,
    NEVER
  }

  private final Code code;

  public Failure(Code code, String message) {
    super(code.name().concat(": ").concat(message));
    this.code = code;
  }

  /** The failure of each call on a replica whose subject has signed out. */
  public static Failure signedOut() {
    return new Failure(
        Code.SIGNED_OUT,
        "who worked here has signed out; nothing was changed, load the page anew to go on");
  }

  /** The failure of each call of a release that is older than the data. */
  public static Failure newerState(double schema) {
    return new Failure(
        Code.NEWER_STATE,
        "the state has schema version "
            .concat(Integer.toString((int) schema))
            .concat(" of a newer release; nothing was changed, load the page anew to go on"));
  }

  public Code code() {
    return code;
  }
}
