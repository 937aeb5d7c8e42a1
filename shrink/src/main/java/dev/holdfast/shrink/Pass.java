package dev.holdfast.shrink;

/** One step that makes a program smaller and leaves what it does as it is. */
interface Pass {
  /**
   * Changes the program. Throws {@link Unexpected} if it lacks a shape that TeaVM always writes.
   */
  void run(Program program);
}
