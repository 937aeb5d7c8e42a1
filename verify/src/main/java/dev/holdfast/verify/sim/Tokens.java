package dev.holdfast.verify.sim;

/** The values of edits and the bodies of requests: no two are the same. */
final class Tokens {
  private int made;

  String next() {
    return "t" + ++made;
  }
}
