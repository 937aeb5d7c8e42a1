package dev.holdfast.core.sync;

import dev.holdfast.core.Failure;
import org.jspecify.annotations.Nullable;

/** Hears everything and does nothing. */
public class SilentListener implements SyncLoop.Listener {
  @Override
  public void stateChanged() {}

  @Override
  public void postponed(SyncState failed, double wait) {}

  @Override
  public void runEnded(@Nullable Failure failure) {}
}
