package dev.holdfast.server.proxy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.HttpUpgrader;
import org.eclipse.jetty.client.UpgradeProtocolHandler;
import org.eclipse.jetty.client.transport.HttpRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * WebSockets to the app's own backend. The request for one goes there as any other. If the backend
 * answers 101, so do we, and the two connections become a {@link Tunnel}. Any other answer is an
 * ordinary one.
 */
final class Tunnels {
  /**
   * How long a side may be silent once the other sends no more. A connection that was reset looks
   * like one that only sends no more, and a backend may never notice.
   */
  static final Duration HALF_CLOSED_TIMEOUT = Duration.ofSeconds(30);

  private static final String WEBSOCKET = "websocket";

  /** Headers that are about one connection only (RFC 9110, section 7.6.1). */
  private static final Set<HttpHeader> OF_ONE_HOP =
      Set.of(
          HttpHeader.CONNECTION,
          HttpHeader.UPGRADE,
          HttpHeader.KEEP_ALIVE,
          HttpHeader.PROXY_CONNECTION,
          HttpHeader.PROXY_AUTHENTICATE,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.TE,
          HttpHeader.TRAILER);

  private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
  private final Duration halfClosedTimeout;
  private volatile boolean closed;

  Tunnels(Duration halfClosedTimeout) {
    this.halfClosedTimeout = halfClosedTimeout;
  }

  /** Whether this is a request for a WebSocket (RFC 6455, section 4.1), which has no body. */
  static boolean isAskedFor(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
        && HttpMethod.GET.is(request.getMethod())
        && headers.contains(HttpHeader.UPGRADE, WEBSOCKET)
        && headers.contains(HttpHeader.CONNECTION, HttpHeaderValue.UPGRADE.asString())
        && !headers.contains(HttpHeader.TRANSFER_ENCODING)
        && headers.getLongField(HttpHeader.CONTENT_LENGTH) <= 0;
  }

  /** Both headers are said anew on each hop. */
  private static void ask(HttpFields.Mutable headers) {
    headers.put(HttpHeader.UPGRADE, WEBSOCKET);
    headers.put(HttpHeader.CONNECTION, "Upgrade");
  }

  /** For the client of the backends: every 101 meets what {@link #prepare} said. */
  static UpgradeProtocolHandler everyUpgrade() {
    return new UpgradeProtocolHandler() {
      @Override
      protected boolean acceptHeaders(
          org.eclipse.jetty.client.Request request, org.eclipse.jetty.client.Response response) {
        return true;
      }
    };
  }

  /** Makes a request that is passed on ready for a 101, whether it asks for one or not. */
  void prepare(
      Request request,
      org.eclipse.jetty.client.Request forwarded,
      Response response,
      Callback callback) {
    boolean asked = isAskedFor(request);
    if (asked) {
      forwarded.headers(Tunnels::ask);
    }
    if (forwarded instanceof HttpRequest sent) {
      sent.getConversation()
          .setAttribute(
              HttpUpgrader.class.getName(), new Upgrader(asked, request, response, callback));
    }
  }

  /** Closes all tunnels, also those that are just about to open. */
  void close() {
    closed = true;
    open.forEach(Tunnel::end);
  }

  private void opened(Tunnel tunnel) {
    open.add(tunnel);
    if (closed) {
      tunnel.end();
    }
  }

  /** What happens when the backend answers 101. */
  private final class Upgrader implements HttpUpgrader {
    private final boolean asked;
    private final Request request;
    private final Response response;
    private final Callback callback;

    Upgrader(boolean asked, Request request, Response response, Callback callback) {
      this.asked = asked;
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void prepare(org.eclipse.jetty.client.Request forwarded) {}

    @Override
    public void upgrade(
        org.eclipse.jetty.client.Response answer, EndPoint backend, Callback upgraded) {
      if (!asked || !answer.getHeaders().contains(HttpHeader.UPGRADE, WEBSOCKET)) {
        backend.close();
        throw new HttpResponseException("a 101 that nobody asked for", answer);
      }
      EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
      Tunnel tunnel =
          new Tunnel(
              client,
              backend,
              request.getComponents().getExecutor(),
              request.getComponents().getByteBufferPool(),
              halfClosedTimeout,
              Tunnels.this::opened,
              open::remove);
      backend.upgrade(tunnel.backend());
      request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, tunnel.client());
      response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
      for (HttpField field : answer.getHeaders()) {
        if (!OF_ONE_HOP.contains(field.getHeader())) {
          response.getHeaders().add(field);
        }
      }
      ask(response.getHeaders());
      response.write(
          true,
          null,
          Callback.from(
              callback::succeeded,
              failure -> {
                tunnel.end();
                callback.failed(failure);
              }));
      upgraded.succeeded();
    }
  }
}
