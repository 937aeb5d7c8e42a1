package dev.holdfast.server.http;

import dev.holdfast.server.api.Readiness;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.api.Safety;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /health}, also called {@code /health/ready}: 200 while every part can work, else 503
 * with the reason. {@code GET /health/live}: 200 as long as the process answers. A full disk is no
 * reason to start it again.
 */
public final class HealthHandler extends Handler.Abstract {
  private static final String LIVE = "/health/live";

  private static final Set<String> PATHS = Set.of("/health", "/health/ready", LIVE);

  private final List<Handler> parts;

  public HealthHandler(List<Handler> parts) {
    this.parts = parts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!PATHS.contains(path)) {
      return false;
    }
    boolean live = path.equals(LIVE);
    for (Handler part : live ? List.<Handler>of() : parts) {
      String reason = part instanceof Readiness readiness ? readiness.notReady() : null;
      if (reason != null) {
        throw new Refusal(503, "NOT_READY", reason);
      }
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Safety.headers().forEach(response.getHeaders()::put);
    Content.Sink.write(
        response, true, live ? "{\"status\":\"live\"}" : "{\"status\":\"ready\"}", callback);
    return true;
  }
}
