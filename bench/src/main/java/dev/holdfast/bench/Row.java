package dev.holdfast.bench;

import java.util.List;

/**
 * One thing that all contenders are asked to do and that is timed.
 *
 * @param text what it is, for the table
 * @param ours the ways in which an app of ours may do it, each a line of the table
 */
record Row(String text, List<Ours> ours) {

  /**
   * One of our contenders.
   *
   * @param how what this contender does that our others do not; empty if there is one only
   * @param wanted what is wanted of it, of each peer that it is measured by
   */
  record Ours(String contender, String how, List<Wanted> wanted) {}

  /** Our time is to be at most so many times the peer's. */
  record Wanted(String peer, double most) {}

  static Row of(String text, Ours... ours) {
    return new Row(text, List.of(ours));
  }

  static Ours ours(String contender, String how, Wanted... wanted) {
    return new Ours(contender, how, List.of(wanted));
  }

  static Ours ours(Wanted... wanted) {
    return ours("holdfast", "", wanted);
  }

  static Wanted atMost(double most, String peer) {
    return new Wanted(peer, most);
  }
}
