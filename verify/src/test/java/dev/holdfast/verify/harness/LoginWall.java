package dev.holdfast.verify.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before many apps: a login of its own, with a session in a cookie. Below {@code
 * guarded}, a request without that session is redirected to the login's page.
 */
public final class LoginWall {
  /** What it answers itself. */
  record Said(int status, String headers, String html) {}

  private static final String HTML = "Content-Type: text/html\r\n";

  private final String guarded;
  private final String app;
  private final Queue<String> turnedAway = new ConcurrentLinkedQueue<>();
  private final AtomicInteger session = new AtomicInteger(1);

  /**
   * @param guarded the path that needs a session; empty for all
   * @param app the path of the app, without a slash at the end: its login is {@code app/login}
   */
  public LoginWall(String guarded, String app) {
    this.guarded = guarded;
    this.app = app;
  }

  /** All who have signed in have to do so again. */
  public void endSessions() {
    turnedAway.clear();
    session.incrementAndGet();
  }

  /** The requests that were redirected since the last end of sessions, {@code METHOD path}. */
  public List<String> turnedAway() {
    return List.copyOf(turnedAway);
  }

  /** The answer to a request that does not get through; null if it does. */
  @Nullable Said to(Request request) {
    String text = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    String method = text.substring(0, text.indexOf(' '));
    String cookie = "session=" + session.get();
    if (request.path().equals(app + "/login")) {
      return method.equals("POST")
          ? new Said(303, "Set-Cookie: " + cookie + "; Path=/\r\nLocation: " + app + "/\r\n", "")
          : new Said(
              200, HTML, "<!doctype html><title>Log in</title><form method=post><button>Log in");
    }
    boolean known =
        Pattern.compile("(?i)\r\ncookie: (.*; )?" + cookie + "(;|\r)").matcher(text).find();
    if (known || !request.path().startsWith(guarded)) {
      return null;
    }
    turnedAway.add(method + " " + request.path());
    return new Said(302, HTML + "Location: " + app + "/login\r\n", "");
  }
}
