package dev.holdfast.server.proxy;

import dev.holdfast.server.api.Problem;
import dev.holdfast.server.http.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests on to the app's own backend. Method, path, query, headers, cookies and body stay
 * the same. Both bodies are streamed, so neither side waits for a whole one, and an answer may go
 * on for ever. Redirects go back to the browser. If the backend cannot be reached, the answer is
 * 502; if its answer does not begin in time, 504; if that breaks off, so does ours. A WebSocket is
 * passed on, too, see {@link Tunnels}; it ends when our server stops.
 */
public final class ProxyPass extends ProxyHandler implements Graceful {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");
  private static final int CONNECTIONS = 1024;
  private static final long CONNECT_TIMEOUT_MS = 5_000;

  /** What our server takes, and what is added on the way. */
  private static final int HEADER_LIMIT = 20 * 1024;

  private final List<ProxyRoute> routes;
  private final Proxies proxies;
  private final Tunnels tunnels;

  public ProxyPass(Proxies proxies) {
    this(proxies, Tunnels.HALF_CLOSED_TIMEOUT);
  }

  ProxyPass(Proxies proxies, Duration halfClosedTimeout) {
    this.tunnels = new Tunnels(halfClosedTimeout);
    this.proxies = proxies;
    this.routes =
        proxies.routes().stream()
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
    client.setIdleTimeout(0);
    client.setRequestBufferSize(HEADER_LIMIT);
    client.setDefaultRequestContentType(null);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    getHttpClient().getProtocolHandlers().put(Tunnels.everyUpgrade());
  }

  /** Closes the WebSockets, which would go on for ever. All other requests end by themselves. */
  @Override
  public CompletableFuture<Void> shutdown() {
    tunnels.close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return !isRunning();
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

  /** A body without a type stays without one. */
  @Override
  protected org.eclipse.jetty.client.Request.Content newProxyToServerRequestContent(
      Request request, Response response, org.eclipse.jetty.client.Request forwarded) {
    return new Untyped(request);
  }

  /** The backend's time begins when it has the whole request. */
  @Override
  protected void sendProxyToServerRequest(
      Request request,
      org.eclipse.jetty.client.Request forwarded,
      Response response,
      Callback callback) {
    AtomicBoolean begun = new AtomicBoolean();
    forwarded.onResponseBegin(answer -> begun.set(true));
    forwarded.onRequestSuccess(
        sent ->
            getHttpClient()
                .getScheduler()
                .schedule(
                    () -> {
                      if (!begun.get()) {
                        var unused = forwarded.abort(new TimeoutException());
                      }
                    },
                    proxies.patience().toMillis(),
                    TimeUnit.MILLISECONDS));
    tunnels.prepare(request, forwarded, response, callback);
    super.sendProxyToServerRequest(request, forwarded, response, callback);
  }

  @Override
  protected void addForwardedHeader(Request request, org.eclipse.jetty.client.Request forwarded) {
    HttpFields came = proxies.behindProxy() ? request.getHeaders() : HttpFields.EMPTY;
    String by = Request.getRemoteAddr(request);
    String before = came.get(HttpHeader.X_FORWARDED_FOR);
    forwarded.headers(
        headers -> {
          if (!proxies.behindProxy()) {
            request.getHeaders().stream()
                .filter(field -> tellsOfAProxy(field.getLowerCaseName()))
                .forEach(field -> headers.remove(field.getName()));
          }
          headers.put(HttpHeader.X_FORWARDED_FOR, before == null ? by : before + ", " + by);
          if (!came.contains(HttpHeader.X_FORWARDED_PROTO)) {
            String scheme = request.isSecure() ? "https" : "http";
            headers.put(HttpHeader.X_FORWARDED_PROTO, scheme);
          }
          String host = request.getHeaders().get(HttpHeader.HOST);
          if (host != null && !came.contains(HttpHeader.X_FORWARDED_HOST)) {
            headers.put(HttpHeader.X_FORWARDED_HOST, host);
          }
        });
  }

  private static boolean tellsOfAProxy(String name) {
    return name.equals("forwarded") || name.startsWith("x-forwarded-") || name.equals("x-real-ip");
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
    if (response.isCommitted()) {
      LOG.error("{} broke off: {}", backend, failure.getClass().getSimpleName());
      callback.failed(failure); // breaks off, too: a part must not pass for the whole
      return;
    }
    LOG.error("{} gave no answer: {}", backend, failure.getClass().getSimpleName());
    if (failure instanceof TimeoutException) {
      String late = backend + " gave no answer within " + proxies.patience().toSeconds() + " s";
      Problem problem = new Problem(504, "BACKEND_SLOW", "the app's backend " + late);
      Problems.answer(problem, request, response, callback);
      return;
    }
    String detail = "the app's backend " + backend + " gave no answer";
    Problems.answer(new Problem(502, "BACKEND_DOWN", detail), request, response, callback);
  }

  /** The body of a request, as it comes. */
  private static final class Untyped extends ProxyRequestContent {
    Untyped(Request request) {
      super(request);
    }

    @Override
    public @Nullable String getContentType() {
      return null;
    }
  }
}
