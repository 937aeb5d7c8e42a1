package dev.holdfast.server.api;

import org.jspecify.annotations.Nullable;

/** Says who sends a request. Thread-safe; called for each request, so it should be quick. */
public interface Authenticator {
  /**
   * For a server that only its own machine can reach: nobody proves who they are, so a request is
   * its {@code Holdfast-Subject}'s, or of the one subject {@code anonymous}.
   */
  Authenticator ANONYMOUS =
      request -> {
        String named = request.header(Admission.SUBJECT);
        return named == null ? "anonymous" : named;
      };

  /** The subject's lasting id; null if the request does not prove one. */
  @Nullable String authenticate(RequestHead request);
}
