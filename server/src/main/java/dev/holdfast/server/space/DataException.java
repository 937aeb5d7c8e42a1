package dev.holdfast.server.space;

import org.jspecify.annotations.Nullable;

/** The data cannot be used. The message is one line for whoever runs the server. */
public final class DataException extends RuntimeException {
  /** What is the matter. */
  public enum Code {
    /** Another server holds the data, and this store allows but one. */
    IN_USE,
    /** Written by a newer Holdfast: nothing is touched. */
    NEWER_DATA,
    /** A kind of store this version has no driver for. */
    UNSUPPORTED,
    /** The data cannot be opened, or is something else. */
    UNREADABLE,
    /** Too much is waiting to be committed; nothing was done. */
    BUSY,
    /** The store refused; nothing of the request was stored. */
    FAILED,
    /** The server is shutting down; nothing was done. */
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
