package dev.holdfast.server.http;

import dev.holdfast.server.api.ApiRequest;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request of Jetty's in the form that the API reads. */
record JettyRequest(Request request) implements ApiRequest {
  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return request.getHttpURI().getPath();
  }

  @Override
  public @Nullable String query() {
    return request.getHttpURI().getQuery();
  }

  @Override
  public @Nullable String header(String name) {
    return request.getHeaders().get(name);
  }

  @Override
  public List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  @Override
  public String remoteAddress() {
    return Request.getRemoteAddr(request);
  }

  @Override
  public long length() {
    return request.getLength();
  }

  @Override
  public void read(Taker taker) {
    read(taker, new UploadRate());
  }

  /** Passes on the bytes that are there, then asks Jetty to be called again. */
  private void read(Taker taker, UploadRate rate) {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> read(taker, rate));
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        taker.cut();
        return;
      }
      boolean slow = !chunk.isLast() && rate.isTooSlow(chunk.remaining());
      boolean more = !slow && taker.take(chunk.getByteBuffer());
      chunk.release();
      if (slow) {
        taker.tooSlow();
      }
      if (!more) {
        return;
      }
      if (chunk.isLast()) {
        taker.ended();
        return;
      }
    }
  }
}
