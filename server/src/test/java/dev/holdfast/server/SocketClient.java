package dev.holdfast.server;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket as an app's page has one. */
public final class SocketClient implements WebSocket.Listener {
  /** How it ended: code and reason, or the name of the failure. */
  public final CompletableFuture<String> ended = new CompletableFuture<>();

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final BlockingQueue<byte[]> binaries = new LinkedBlockingQueue<>();
  private final StringBuilder text = new StringBuilder();
  private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

  /** Opens one. The future fails if the server answers anything but 101. */
  public CompletableFuture<WebSocket> open(HttpClient client, URI http, String... headers) {
    WebSocket.Builder builder = client.newWebSocketBuilder();
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    return builder.buildAsync(URI.create(http.toString().replaceFirst("http", "ws")), this);
  }

  /** The next text; null if none comes. */
  public @Nullable String text() throws InterruptedException {
    return texts.poll(20, TimeUnit.SECONDS);
  }

  /** The next binary message; null if none comes. */
  public byte @Nullable [] binary() throws InterruptedException {
    return binaries.poll(20, TimeUnit.SECONDS);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      texts.add(text.toString());
      text.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
    while (part.hasRemaining()) {
      binary.write(part.get());
    }
    if (last) {
      binaries.add(binary.toByteArray());
      binary.reset();
    }
    socket.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    ended.complete(code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    ended.complete(error.getClass().getSimpleName());
  }
}
