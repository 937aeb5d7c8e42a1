package dev.holdfast.core.space;

/** The decision itself, on the simulated disk. */
class MemorySpaceTest extends SpaceContract {
  @Override
  protected TestSpaces open() {
    return new MemorySpaces();
  }

  @Override
  protected TestSpaces openAnother() {
    return new MemorySpaces();
  }

  @Override
  protected int histories() {
    return 500;
  }
}
