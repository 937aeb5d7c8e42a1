package dev.holdfast.browser.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The names that all scripts of one app share: of databases, caches, locks, channels and sync tags.
 * They stand only here. A script beside a class gets the names that it needs as arguments.
 *
 * <p>Two apps of one origin have different scopes, and a name carries its app's: {@link #of}. The
 * scope {@code /} adds nothing, so the data of releases that knew no scopes is found again.
 */
public final class Names {
  /** What each name ends with: empty, or a space and the scope. No name has a space otherwise. */
  private static String scope = "";

  private Names() {}

  /** Sets the app's scope, such as {@code /notes/}, before any name is used. */
  public static void within(String path) {
    scope = path.equals("/") ? "" : " ".concat(path);
  }

  /** One of the names below, for this app. */
  public static String of(String name) {
    return name.concat(scope);
  }

  /** The channel between the tabs and the worker. */
  public static final String CHANNEL = "holdfast";

  /** The tag of sync events, one-off and periodic. */
  public static final String SYNC = "holdfast";

  // --- databases ---

  /** The worker's queue. */
  public static final String REQUESTS = "holdfast-requests";

  /** Each space of a subject has one: {@link #ofSpace}. */
  private static final String SPACES = "holdfast";

  // --- caches ---

  /** Files of releases. */
  public static final String FILES = "holdfast-files";

  /** Who is signed in at which page. */
  public static final String SUBJECTS = "holdfast-subjects";

  /** Answers of routes that name no cache of their own; each subject has one: {@link #ofCache}. */
  public static final String ANSWERS = "holdfast";

  /**
   * Spaces that pages have entrusted to the worker; the subject follows, URL-encoded, and then the
   * scope.
   */
  public static final String ENTRUSTED = "holdfast-sync@";

  /** What each name of this app ends with. */
  public static String ending() {
    return scope;
  }

  // --- locks ---

  /** Held while the queue is being sent. */
  public static final String DRAIN = "holdfast-drain";

  /** Held as long as an instance of the worker lives; a slash and its id follow. */
  private static final String ALIVE = "holdfast-worker";

  /** The beginning of the names of the locks of living workers, up to the id. */
  public static String alive() {
    return of(ALIVE).concat("/");
  }

  /** Held while a space is being synced; its database follows. */
  public static final String SYNCING = "sync:";

  /** Held while the app's sync function is called for a space; its database follows. */
  public static final String CALLING = "call:";

  /** Held while a stream of pokes is open for a space; its database follows. */
  public static final String LISTENING = "live:";

  /** The beginning of the names of a subject's databases, up to the space. */
  public static String ofSubject(String subject) {
    return ofSpace(subject, "");
  }

  /** The name of the database of a subject's space. */
  public static String ofSpace(String subject, String space) {
    return joined(of(SPACES), subject, space);
  }

  @JSBody(
      params = {"all", "subject", "space"},
      script = "return [all, subject, space].map(encodeURIComponent).join('/');")
  private static native String joined(String all, String subject, String space);

  /**
   * A function for scripts that names a subject's cache: {@code (name, subject) => text}. Without a
   * subject, the cache has the name that the route gives it, with the scope.
   */
  public static JSObject ofCache() {
    return ofCache(scope);
  }

  @JSBody(
      params = "scope",
      script =
          "return (name, subject) =>"
              + " (subject ? name + '@' + encodeURIComponent(subject) : name) + scope;")
  private static native JSObject ofCache(String scope);
}
