package dev.holdfast.server.http;

import dev.holdfast.server.api.Refusal;
import dev.holdfast.server.api.Safety;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * {@code GET /holdfast/ping?n=NONCE} answers the nonce. No cache and no captive portal gives this
 * answer, so it proves that the network reaches this server.
 */
public final class PingHandler extends Handler.Abstract {
  public static final String PATH = "/holdfast/ping";
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9._~-]{1,128}");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!Request.getPathInContext(request).equals(PATH)) {
      return false;
    }
    Fields query = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    String nonce = query.getValue("n");
    if (nonce == null || !NONCE.matcher(nonce).matches()) {
      throw new Refusal(400, "BAD_NONCE", "n is 1 to 128 of the characters A-Z a-z 0-9 . _ ~ -");
    }
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Safety.headers().forEach(response.getHeaders()::put);
    Content.Sink.write(response, true, nonce, callback);
    return true;
  }
}
