package dev.holdfast.server.api;

/**
 * Refuses a request with a {@link Problem}. Thrown before the answer has begun. Refusals are part
 * of normal work, so they have no stack trace and are not logged.
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
