package dev.holdfast.server;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * An app's own backend, on its own port, with a WebSocket at every path. It sends back what it
 * gets; after "bye" it closes, and after "go on" it sends without end.
 */
public final class SocketBackend implements AutoCloseable {
  /** The heads of the requests that it got. */
  public final BlockingQueue<HttpFields> asked = new LinkedBlockingQueue<>();

  /** The codes that WebSockets were closed with, 1006 where none was sent. */
  public final BlockingQueue<Integer> closed = new LinkedBlockingQueue<>();

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  public SocketBackend() throws Exception {
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    server.setHandler(WebSocketUpgradeHandler.from(server, this::atEveryPath));
    server.start();
  }

  private void atEveryPath(ServerWebSocketContainer sockets) {
    sockets.setIdleTimeout(Duration.ZERO);
    sockets.setMaxBinaryMessageSize(4 << 20);
    sockets.addMapping(
        "/*",
        (request, response, callback) -> {
          asked.add(request.getHeaders());
          response.getHeaders().add("Set-Cookie", "a=1");
          response.getHeaders().add("Set-Cookie", "b=2");
          if (request.hasSubProtocol("tasks")) {
            response.setAcceptedSubProtocol("tasks");
          }
          return new Echo();
        });
  }

  public String url() {
    return "http://127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public void close() {
    LifeCycle.stop(server);
  }

  /** One WebSocket. */
  public final class Echo implements Session.Listener.AutoDemanding {
    @SuppressWarnings("NullAway.Init")
    private Session session;

    @Override
    public void onWebSocketOpen(Session opened) {
      session = opened;
    }

    @Override
    public void onWebSocketText(String text) {
      switch (text) {
        case "bye" -> session.close(4001, "as you said", Callback.NOOP);
        case "go on" -> goOn();
        default -> session.sendText(text, Callback.NOOP);
      }
    }

    private void goOn() {
      session.sendText("again", Callback.from(this::goOn, failure -> {}));
    }

    @Override
    public void onWebSocketBinary(ByteBuffer bytes, Callback callback) {
      session.sendBinary(bytes, callback);
    }

    /** Whatever it is, the end follows. */
    @Override
    public void onWebSocketError(Throwable failure) {}

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
      closed.add(code);
      callback.succeed();
    }
  }
}
