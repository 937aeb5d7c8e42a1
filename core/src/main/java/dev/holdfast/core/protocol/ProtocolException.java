package dev.holdfast.core.protocol;

/**
 * A request that cannot be answered as it stands. The message says where, what was expected and
 * what came; it never quotes a document.
 */
public final class ProtocolException extends RuntimeException {
  /** Why; the name is the {@code code} on the wire. */
  public enum Code {
    /** Not of the protocol's shape. */
    BAD_REQUEST(400),
    /** More mutations than one request may carry; half of them may fit. */
    TOO_MANY(413);

    private final int status;

    Code(int status) {
      this.status = status;
    }

    /** The HTTP status that goes with it. */
    public int status() {
      return status;
    }
  }

  private final Code code;

  public ProtocolException(Code code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
