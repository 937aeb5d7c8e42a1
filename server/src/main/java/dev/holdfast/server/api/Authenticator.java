package dev.holdfast.server.api;

import org.jspecify.annotations.Nullable;

/** Says who sends a request. Thread-safe. It is called for each request, so it should be fast. */
public interface Authenticator {
  /**
   * For a server that only its own machine can reach. It checks nothing: the subject is the one
   * that {@code Holdfast-Subject} names, or {@code anonymous}.
   */
  Authenticator ANONYMOUS =
      request -> {
        String named = request.header(Admission.SUBJECT);
        return named == null ? "anonymous" : named;
      };

  /** The subject's lasting id; null if the request does not prove one. */
  @Nullable String authenticate(RequestHead request);
}
