package dev.holdfast.server;

import org.jspecify.annotations.NullMarked;

/**
 * Thrown by a handler, before it has begun its answer, to answer with a {@link Problem}. It is part
 * of normal work, so it costs no stack trace.
 */
@NullMarked
public final class Refusal extends RuntimeException {
  private final transient Problem problem;

  public Refusal(Problem problem) {
    super(problem.code() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Refusal(int status, String code, String detail) {
    this(new Problem(status, code, detail));
  }

  public Problem problem() {
    return problem;
  }
}
