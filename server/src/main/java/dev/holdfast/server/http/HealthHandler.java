package dev.holdfast.server.http;

import dev.holdfast.server.api.Readiness;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.api.Safety;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /health}: 200 while every part can work, else 503 with the reason. */
public final class HealthHandler extends Handler.Abstract {
  private final List<Handler> parts;

  public HealthHandler(List<Handler> parts) {
    this.parts = parts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals("/health")) {
      return false;
    }
    for (Handler part : parts) {
      String reason = part instanceof Readiness readiness ? readiness.notReady() : null;
      if (reason != null) {
        throw new Refusal(503, "NOT_READY", reason);
      }
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Safety.headers().forEach(response.getHeaders()::put);
    Content.Sink.write(response, true, "{\"status\":\"ready\"}", callback);
    return true;
  }
}
