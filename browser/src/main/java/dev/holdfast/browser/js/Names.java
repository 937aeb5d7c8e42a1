package dev.holdfast.browser.js;

import org.teavm.jso.JSBody;
import org.teavm.jso.JSObject;

/**
 * The names that all scripts of one origin share: of databases, caches, locks, channels and sync
 * tags. They stand only here. A script beside a class gets the names that it needs as arguments.
 */
public final class Names {
  private Names() {}

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

  /** Spaces that pages have entrusted to the worker; the subject follows, URL-encoded. */
  public static final String ENTRUSTED = "holdfast-sync@";

  // --- locks ---

  /** Held while the queue is being sent. */
  public static final String DRAIN = "holdfast-drain";

  /** Held as long as an instance of the worker lives; its id follows. */
  public static final String ALIVE = "holdfast-worker/";

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
    return joined(SPACES, subject, space);
  }

  @JSBody(
      params = {"all", "subject", "space"},
      script = "return [all, subject, space].map(encodeURIComponent).join('/');")
  private static native String joined(String all, String subject, String space);

  /**
   * A function for scripts that names a subject's cache: {@code (name, subject) => text}. Without a
   * subject, the cache has the name that the route gives it.
   */
  @JSBody(
      script =
          "return (name, subject) => subject ? name + '@' + encodeURIComponent(subject) : name;")
  public static native JSObject ofCache();
}
