package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.space.MemorySpaces;
import dev.holdfast.core.space.TestSpaces;

/** What the release before left on its devices, with what its server held in memory. */
class EarlierReleaseTest extends EarlierReleaseContract {
  @Override
  protected TestSpaces open() {
    return MemorySpaces.of(Json.get(parsed(), "server"));
  }
}
