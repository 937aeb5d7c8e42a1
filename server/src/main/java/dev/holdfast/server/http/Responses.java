package dev.holdfast.server.http;

import dev.holdfast.server.api.ApiAnswer;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/** Sends the API's answers through Jetty. */
public final class Responses {
  private static final int FIRST_ERROR = 400;

  private Responses() {}

  /** Answers. Headers that are set already stay unless the answer has the same. */
  public static void send(ApiAnswer answer, Request request, Response response, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    response.setStatus(answer.status());
    answer.headers().forEach((name, value) -> headers.put(name, value));
    if (answer instanceof ApiAnswer.Whole whole) {
      headers.put(HttpHeader.CONTENT_LENGTH, whole.body().remaining());
      if (answer.status() >= FIRST_ERROR) {
        announceClosing(request, headers);
      }
      response.write(true, whole.body().slice(), Callback.from(callback, whole.gone()));
    } else if (answer instanceof ApiAnswer.Stream stream) {
      request.addFailureListener(cause -> stream.source().gone());
      stream.source().begin(new JettyOutlet(response, callback));
    }
  }

  /**
   * Adds {@code Connection: close} if the connection ends here, such as after an incomplete
   * request.
   */
  private static void announceClosing(Request request, HttpFields.Mutable headers) {
    if (request.getConnectionMetaData().getHttpVersion().getVersion()
        > HttpVersion.HTTP_1_1.getVersion()) {
      return;
    }
    if (!request.getConnectionMetaData().isPersistent() || !request.consumeAvailable()) {
      headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
  }

  private record JettyOutlet(Response response, Callback callback) implements ApiAnswer.Outlet {
    @Override
    public void send(ByteBuffer bytes, Runnable sent, Consumer<Throwable> failed) {
      response.write(
          false, bytes, Callback.from(Invocable.InvocationType.NON_BLOCKING, sent, failed));
    }

    @Override
    public void end() {
      callback.succeeded();
    }

    @Override
    public void cut(Throwable cause) {
      callback.failed(cause);
    }
  }
}
