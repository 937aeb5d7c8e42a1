package dev.holdfast.core.protocol;

/**
 * A request is malformed. The message says where, what was expected and what came; it never quotes
 * a document.
 */
public final class ProtocolException extends RuntimeException {
  /** The reason. Its name is the {@code code} on the wire. */
  public enum Code {
    /** A field is missing or has a wrong value. */
    BAD_REQUEST(400),
    /** More mutations than one request may carry. The sender should try half of them. */
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
