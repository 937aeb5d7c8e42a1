package dev.holdfast.server.http;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves everything below a path, as behind a proxy that takes that path away. */
public final class BelowPath extends Handler.Wrapper {
  private final String base;
  private final boolean alone;

  private BelowPath(String base, boolean alone, Handler handler) {
    super(handler);
    this.base = base;
    this.alone = alone;
  }

  /**
   * Nothing else is served, so the root leads there.
   *
   * @param base begins and ends with a slash
   */
  public static BelowPath alone(String base, Handler handler) {
    return new BelowPath(base, true, handler);
  }

  /**
   * All other paths are others'.
   *
   * @param base begins and ends with a slash
   */
  public static BelowPath among(String base, Handler handler) {
    return new BelowPath(base, false, handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpURI uri = request.getHttpURI();
    String path = uri.getPath();
    if (path.startsWith(base)) {
      HttpURI inner = HttpURI.build(uri).path(path.substring(base.length() - 1));
      return super.handle(Request.serveAs(request, inner), response, callback);
    }
    if (!(alone && path.equals("/")) && !(path + "/").equals(base)) {
      return false;
    }
    String query = uri.getQuery();
    response.setStatus(HttpStatus.FOUND_302);
    response.getHeaders().put(HttpHeader.LOCATION, query == null ? base : base + "?" + query);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
    callback.succeeded();
    return true;
  }
}
