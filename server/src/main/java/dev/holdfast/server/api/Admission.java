package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;
import java.util.Locale;

/**
 * Checks the sender of a request: not a page of another site, signed in, and the subject it names.
 */
final class Admission {
  static final String SUBJECT = "Holdfast-Subject";

  private final Authenticator authenticator;
  private final Authorizer authorizer;

  Admission(Authenticator authenticator, Authorizer authorizer) {
    this.authenticator = authenticator;
    this.authorizer = authorizer;
  }

  /**
   * The subject of a request that may read {@code space}.
   *
   * @throws Refusal 401 or 403
   */
  String admit(RequestHead request, String space) {
    refuseOtherSites(request);
    String subject = authenticator.authenticate(request);
    if (subject == null) {
      throw new Refusal(
          401, ProblemCode.UNAUTHENTICATED, "the request does not prove who sends it");
    }
    String named = request.header(SUBJECT);
    if (named != null && !named.equals(subject)) {
      throw new Refusal(
          401,
          ProblemCode.WRONG_SUBJECT,
          "the request is another subject's than the one who signed in");
    }
    if (!authorizer.mayRead(subject, space)) {
      throw new Refusal(403, ProblemCode.SPACE_FORBIDDEN, "the subject has no access to the space");
    }
    return subject;
  }

  /*
   * A browser sends cookies on behalf of any page, and any page can reach a server on the user's
   * own machine. Without asking first, a browser lets a page of another site send only what a form
   * could send: a POST whose type is not JSON. So a write must be JSON, and a write with cookies
   * must not come from another site.
   */
  private static void refuseOtherSites(RequestHead request) {
    if (!request.method().equals("POST")) {
      return;
    }
    boolean cookies = request.header("Cookie") != null;
    boolean elsewhere = isElsewhere(request);
    String type = request.header("Content-Type");
    boolean json = type != null && isJson(type);
    if ((elsewhere && (cookies || !json)) || (cookies && !json)) {
      throw new Refusal(
          403, ProblemCode.CROSS_SITE, "a write may not come from a page of another site");
    }
    if (type != null && !json) {
      throw new Refusal(415, ProblemCode.NOT_JSON, "Content-Type: expected application/json");
    }
  }

  private static boolean isElsewhere(RequestHead request) {
    String site = request.header("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = request.header("Origin");
    if (origin == null) {
      return false;
    }
    String host = request.header("Host");
    int scheme = origin.indexOf("://");
    return host == null || scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  private static boolean isJson(String type) {
    int parameters = type.indexOf(';');
    String media =
        (parameters < 0 ? type : type.substring(0, parameters)).trim().toLowerCase(Locale.ROOT);
    return media.equals("application/json") || media.endsWith("+json");
  }
}
