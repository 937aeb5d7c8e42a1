package dev.holdfast.server.http;

import dev.holdfast.server.api.Refusal;
import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Answers only requests whose {@code Host} is one of this server's names. A page of another site
 * can make its own name resolve to this machine (DNS rebinding). The browser then treats the server
 * as part of that site and lets the page read its answers. The {@code Host} header still has the
 * foreign name.
 */
public final class HostGuard extends Handler.Wrapper {
  private final Set<String> names;

  /**
   * @param names the server's names in lower case, besides localhost and loopback addresses
   */
  public HostGuard(Handler next, Set<String> names) {
    super(next);
    this.names = names;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String host = request.getHttpURI().getHost();
    if (!isOurs(host)) {
      throw new Refusal(
          421,
          "WRONG_HOST",
          "this server is not known by the name of this request; serve it with --name to add one");
    }
    return super.handle(request, response, callback);
  }

  /** A request without a name is accepted: browsers always send one, so it is not from a page. */
  private boolean isOurs(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return true;
    }
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.matches("127(\\.[0-9]{1,3}){3}")
        || name.equals("[::1]")
        || names.contains(name);
  }
}
