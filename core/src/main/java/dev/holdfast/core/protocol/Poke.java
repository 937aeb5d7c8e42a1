package dev.holdfast.core.protocol;

/**
 * The hint on a live stream that a space has news (4.4): an event with the space's newest version.
 */
public final class Poke {
  /** A regular expression for the event's line; its group is the version. */
  public static final String LINE = "^data:.*\"" + Field.VERSION + "\":\\s*(\\d+)";

  private Poke() {}

  /** The event's data. */
  public static String text(long version) {
    return new JsonText().field(Field.VERSION, version).end();
  }
}
