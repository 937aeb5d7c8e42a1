package dev.holdfast.server.files;

import dev.holdfast.server.api.AcceptEncoding;
import dev.holdfast.server.api.Problem;
import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.api.Safety;
import dev.holdfast.server.http.Responses;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.ByteRange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers GET and HEAD with an {@link Asset} by RFC 9110: conditions first, then one byte range. A
 * request for several ranges gets the whole file, which the RFC allows.
 */
final class Answer {
  private static final String LASTING = "public, max-age=31536000, immutable";
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Request request;
  private final Response response;
  private final Callback callback;

  Answer(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
  }

  /** Refuses every method but GET and HEAD with 405. */
  void requireRead() {
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      throw new Refusal(405, "METHOD_NOT_ALLOWED", "a file is read by GET or HEAD");
    }
  }

  void send(Asset asset) {
    send(asset, Map.of());
  }

  /**
   * @param plain the content as it is; it goes in a coding that it has and the client wants
   * @param more headers that count more than those of the file
   */
  void send(Asset plain, Map<String, String> more) {
    Asset asset = coded(plain);
    String etag = '"' + asset.hash() + '"';
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, asset.type());
    headers.put(HttpHeader.ETAG, etag);
    headers.put(HttpHeader.CACHE_CONTROL, asset.lasting() ? LASTING : "no-cache");
    headers.put(HttpHeader.ACCEPT_RANGES, "bytes");
    Safety.headers().forEach(headers::put);
    more.forEach(headers::put);

    String match = request.getHeaders().get(HttpHeader.IF_MATCH);
    if (match != null && !names(match, etag, false)) {
      throw new Refusal(412, "PRECONDITION_FAILED", "the file is no longer " + match);
    }
    String noneMatch = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
    if (noneMatch != null && names(noneMatch, etag, true)) {
      response.setStatus(HttpStatus.NOT_MODIFIED_304);
      callback.succeeded();
      return;
    }
    sendRange(asset, etag);
  }

  /** Names the coding. A range is one of the content as it is. */
  private Asset coded(Asset plain) {
    if (plain.encoded().isEmpty()) {
      return plain;
    }
    response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
    List<String> accepted = request.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING);
    List<String> codings = List.copyOf(plain.encoded().keySet());
    String best = new AcceptEncoding(accepted).best(codings);
    Asset asset = best == null ? null : plain.encoded().get(best);
    if (best == null || asset == null || request.getHeaders().contains(HttpHeader.RANGE)) {
      return plain;
    }
    response.getHeaders().put(HttpHeader.CONTENT_ENCODING, best);
    return asset;
  }

  private void sendRange(Asset asset, String etag) {
    List<String> wanted = request.getHeaders().getValuesList(HttpHeader.RANGE);
    String ifRange = request.getHeaders().get(HttpHeader.IF_RANGE);
    boolean applies =
        wanted.size() == 1
            && wanted.get(0).startsWith("bytes=")
            && HttpMethod.GET.is(request.getMethod())
            && (ifRange == null || ifRange.equals(etag));
    if (!applies) {
      sendBytes(asset, 0, asset.length());
      return;
    }
    List<ByteRange> ranges = ByteRange.parse(wanted, asset.length());
    if (ranges.isEmpty()) {
      String size = ByteRange.toNonSatisfiableHeaderValue(asset.length());
      response.getHeaders().put(HttpHeader.CONTENT_RANGE, size);
      String detail = "the file has " + asset.length() + " bytes";
      Problem problem = new Problem(416, "RANGE_NOT_SATISFIABLE", detail);
      Responses.send(problem.answer(), request, response, callback);
    } else if (ranges.size() > 1) {
      sendBytes(asset, 0, asset.length());
    } else {
      ByteRange range = ranges.get(0);
      response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
      response.getHeaders().put(HttpHeader.CONTENT_RANGE, range.toHeaderValue(asset.length()));
      sendBytes(asset, range.first(), range.getLength());
    }
  }

  private void sendBytes(Asset asset, long offset, long length) {
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    if (HttpMethod.HEAD.is(request.getMethod()) || length == 0) {
      response.write(true, null, callback);
      return;
    }
    ByteBufferPool pool = request.getComponents().getByteBufferPool();
    ByteBufferPool.Sized buffers = new ByteBufferPool.Sized(pool, true, BUFFER_SIZE);
    Content.copy(asset.bytes().read(buffers, offset, length), response, callback);
  }

  /** Whether a list of entity tags contains {@code etag}, by weak or strong comparison. */
  private static boolean names(String list, String etag, boolean weakly) {
    for (String item : list.split(",", -1)) {
      String tag = item.trim();
      if (weakly && tag.startsWith("W/")) {
        tag = tag.substring(2);
      }
      if (tag.equals("*") || tag.equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
