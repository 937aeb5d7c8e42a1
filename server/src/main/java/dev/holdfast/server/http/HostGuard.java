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
 * Answers only requests that call this server by a name it has. A page of another site can let its
 * own name point to this machine (DNS rebinding): the browser then takes the server for that site
 * and hands it the answers. The {@code Host} header still tells.
 */
public final class HostGuard extends Handler.Wrapper {
  private final Set<String> names;

  /**
   * @param names what it is called besides localhost and loopback addresses, in lower case
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

  /** No browser leaves the header away, so a request without a name is no page's. */
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
