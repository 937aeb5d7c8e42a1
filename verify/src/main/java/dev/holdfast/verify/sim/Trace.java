package dev.holdfast.verify.sim;

/** A fingerprint of everything that happened, in order. */
final class Trace {
  private long hash = 0xcbf29ce484222325L;

  void note(double at, String what) {
    mix(Double.doubleToLongBits(at));
    mix(what.hashCode());
    mix(what.length());
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 32;
  }

  String hex() {
    String digits = Long.toHexString(hash);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
