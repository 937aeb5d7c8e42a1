package dev.holdfast.verify.sim;

/** The values of edits and the bodies of requests. Each is different. */
final class Tokens {
  private int made;

  String next() {
    return "t" + ++made;
  }
}
