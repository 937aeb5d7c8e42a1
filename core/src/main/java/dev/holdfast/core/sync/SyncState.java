package dev.holdfast.core.sync;

/** The values of {@code offlineStorage.syncState}. */
public enum SyncState {
  IDLE("idle"),
  SYNCING("syncing"),
  WAITING("waiting"),
  NEEDS_LOGIN("needsLogin"),
  BLOCKED("blocked");

  private final String text;

  SyncState(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** The state of that name; waiting if there is none. */
  public static SyncState of(String text) {
    for (SyncState one : values()) {
      if (one.text.equals(text)) {
        return one;
      }
    }
    return WAITING;
  }
}
