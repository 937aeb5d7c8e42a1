package dev.holdfast.server;

import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Refuses writes that another site made a browser send. Such a request carries the user's cookies,
 * or reaches a server on the user's own machine, without the user wanting it; one that names its
 * own credentials in {@code Authorization} cannot be made that way and passes.
 */
@NullMarked
final class CrossSiteGuard extends Handler.Abstract {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    HttpFields headers = request.getHeaders();
    if (Request.getPathInContext(request).startsWith("/v1/")
        && !READS.contains(request.getMethod())
        && !headers.contains(HttpHeader.AUTHORIZATION)
        && isFromElsewhere(headers)) {
      throw new Refusal(403, "CROSS_SITE", "a page of another origin may not write here");
    }
    return false;
  }

  private static boolean isFromElsewhere(HttpFields headers) {
    String site = headers.get("Sec-Fetch-Site");
    if (site != null) {
      return !site.equals("same-origin") && !site.equals("none");
    }
    String origin = headers.get(HttpHeader.ORIGIN);
    return origin != null && !sameHost(origin, headers.get(HttpHeader.HOST));
  }

  /** Compares without the scheme, which a TLS-terminating proxy in front of us changes. */
  private static boolean sameHost(String origin, @Nullable String host) {
    return host != null && origin.substring(origin.indexOf("//") + 2).equalsIgnoreCase(host);
  }
}
