package dev.holdfast.shrink;

/** TeaVM's output has not the shape that a pass needs: most likely TeaVM is another version. */
final class Unexpected extends RuntimeException {
  Unexpected(String where, String expected, String got) {
    super(where + ": expected " + expected + ", got " + got);
  }
}
