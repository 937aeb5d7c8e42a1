package dev.holdfast.core.json;

/** A text is not JSON that we accept. The message says what is wrong and at which character. */
public final class JsonException extends RuntimeException {
  private final int offset;

  public JsonException(String message, int offset) {
    super(message + " at character " + offset);
    this.offset = offset;
  }

  /** Index of the offending character, in UTF-16 code units from 0. */
  public int offset() {
    return offset;
  }
}
