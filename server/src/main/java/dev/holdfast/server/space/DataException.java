package dev.holdfast.server.space;

import dev.holdfast.server.log.Told;
import org.jspecify.annotations.Nullable;

/** The data cannot be used. The message is one line for the person who runs the server. */
public final class DataException extends RuntimeException implements Told {
  /** What is wrong. */
  public enum Code {
    /** Another server holds the data, and this store allows only one. */
    IN_USE,
    /** A newer Holdfast wrote the data. It is left untouched. */
    NEWER_DATA,
    /** This version has no driver for this kind of store. */
    UNSUPPORTED,
    /** The data cannot be opened, or is not Holdfast's. */
    UNREADABLE,
    /** Too much work waits for its commit. Nothing was done. */
    BUSY,
    /**
     * The store cannot be reached at the moment. Nothing of the request was stored, or, if its
     * commit was on the way, it is not known: the same request again settles it.
     */
    UNAVAILABLE,
    /** The store failed. Nothing of the request was stored. */
    FAILED,
    /** The server is shutting down. Nothing was done. */
    CLOSED
  }

  private final Code code;

  public DataException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public DataException(Code code, String message) {
    this(code, message, null);
  }

  public Code code() {
    return code;
  }
}
