package dev.holdfast.server.proxy;

import dev.holdfast.server.api.Problem;
import dev.holdfast.server.http.Problems;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests on to the app's own backend. Method, path, query, headers, cookies and body stay
 * the same. Both bodies are streamed, so neither side waits for a whole one. Redirects go back to
 * the browser. If the backend cannot be reached, the answer is 502.
 */
public final class ProxyPass extends ProxyHandler {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final int CONNECTIONS = 1024;
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  private final List<ProxyRoute> routes;

  public ProxyPass(List<ProxyRoute> routes) {
    this.routes =
        routes.stream()
            .sorted(Comparator.comparingInt((ProxyRoute it) -> it.path().length()).reversed())
            .toList();
    setViaHost("holdfast");
    setUseServerThreadPool(true);
  }

  @Override
  protected void configureHttpClient(HttpClient client) {
    super.configureHttpClient(client);
    client.setUserAgentField(null);
    client.setMaxConnectionsPerDestination(CONNECTIONS);
    client.setConnectTimeout(CONNECT_TIMEOUT_MS);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (route(request) == null) {
      return false;
    }
    // The backend decides how long its answer may be silent: it may be a stream of events.
    request.addIdleTimeoutListener(timeout -> false);
    return super.handle(request, response, callback);
  }

  private @Nullable ProxyRoute route(Request request) {
    String path = request.getHttpURI().getCanonicalPath();
    return routes.stream().filter(it -> it.matches(path)).findFirst().orElse(null);
  }

  @Override
  protected HttpURI rewriteHttpURI(Request request) {
    ProxyRoute route = route(request);
    if (route == null) {
      throw new IllegalStateException("asked for a path that is not passed on");
    }
    URI backend = route.backend();
    return HttpURI.build(request.getHttpURI())
        .scheme(backend.getScheme())
        .host(backend.getHost())
        .port(backend.getPort())
        .asImmutable();
  }

  @Override
  protected void addForwardedHeader(Request request, org.eclipse.jetty.client.Request forwarded) {
    HttpFields came = request.getHeaders();
    String by = Request.getRemoteAddr(request);
    String before = came.get(HttpHeader.X_FORWARDED_FOR);
    forwarded.headers(
        headers -> {
          headers.put(HttpHeader.X_FORWARDED_FOR, before == null ? by : before + ", " + by);
          if (!came.contains(HttpHeader.X_FORWARDED_PROTO)) {
            String scheme = request.isSecure() ? "https" : "http";
            headers.put(HttpHeader.X_FORWARDED_PROTO, scheme);
          }
          String host = came.get(HttpHeader.HOST);
          if (host != null && !came.contains(HttpHeader.X_FORWARDED_HOST)) {
            headers.put(HttpHeader.X_FORWARDED_HOST, host);
          }
        });
  }

  @Override
  protected void onServerToProxyResponseFailure(
      Request request,
      org.eclipse.jetty.client.Request forwarded,
      org.eclipse.jetty.client.Response answer,
      Response response,
      Callback callback,
      Throwable failure) {
    String backend =
        forwarded.getScheme() + "://" + forwarded.getHost() + ":" + forwarded.getPort();
    LOG.error("{} gave no answer: {}", backend, failure.getClass().getSimpleName());
    String detail = "the app's backend " + backend + " gave no answer";
    Problems.answer(new Problem(502, "BACKEND_DOWN", detail), request, response, callback);
  }
}
