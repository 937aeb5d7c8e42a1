package dev.holdfast.core.gen;

/** Makes a value from choices. The same choices make the same value. */
@FunctionalInterface
public interface Gen<T> {
  T draw(Choices choices);
}
