package dev.holdfast.server.space;

import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.TestSpaces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** {@link Spaces} in the form that the suite {@code SpaceContract} needs: each call waits. */
public record BlockingSpaces(Spaces spaces) implements TestSpaces {
  @Override
  public <T> T write(String space, Function<SpaceStore, T> work) {
    return join(spaces.write(space, work));
  }

  @Override
  public <T> T tryOut(String space, Function<SpaceStore, T> work) {
    return join(spaces.tryOut(space, work));
  }

  private static <T> T join(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @Override
  public void hourPassed() {
    spaces.hourPassed().join();
  }

  @Override
  public void close() {
    spaces.close();
  }
}
