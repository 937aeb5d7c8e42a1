package dev.holdfast.server.api;

/**
 * Answers with a {@link Problem}: thrown before the answer has begun. It is part of normal work, so
 * it costs no stack trace and is not logged.
 */
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
