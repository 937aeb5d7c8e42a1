package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Response;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * A ready-made way to answer a route, with its options. {@code holdfast-worker.d.ts} and the guide
 * say what each option means. The options are the same in JavaScript.
 *
 * <p>How to use it: {@code networkFirst().timeout(3_000).maxEntries(50)}, each for one route.
 */
public final class Strategy {
  /** Decides whether an answer is stored, among those that HTTP allows to store. */
  @JSFunctor
  public interface Cacheable extends JSObject {
    boolean with(Response answer);
  }

  /** Builds a ready-made way ({@link ReadyMade}), when a worker has its route. */
  private interface Kind {
    ReadyMade of(Strategies all, JSObject options);
  }

  private final Kind kind;
  private final Json options = Json.object();

  private Strategy(Kind kind) {
    this.kind = kind;
  }

  /**
   * The network, and the cache if it fails or takes longer than {@link #timeout}. While offline:
   * the cache, and the network only if it has nothing.
   */
  public static Strategy networkFirst() {
    return new Strategy(Strategies::networkFirst);
  }

  /** Uses the cache. Asks the network if the cache has no answer. */
  public static Strategy cacheFirst() {
    return new Strategy(Strategies::cacheFirst);
  }

  /** Uses the cache at once, and asks the network to update it for the next time. */
  public static Strategy staleWhileRevalidate() {
    return new Strategy(Strategies::staleWhileRevalidate);
  }

  /** Uses the cache only. */
  public static Strategy cacheOnly() {
    return new Strategy(Strategies::cacheOnly);
  }

  /** Asks the network only. */
  public static Strategy networkOnly() {
    return new Strategy(Strategies::networkOnly);
  }

  /** How long the network may take, in ms, until the last byte of the body. */
  public Strategy timeout(double ms) {
    return with("timeout", Json.of(ms));
  }

  /** The cache that it reads and fills. */
  public Strategy cacheName(String cache) {
    return with("cacheName", Json.of(cache));
  }

  /** How many answers the cache keeps; the least recently stored are deleted first. */
  public Strategy maxEntries(int count) {
    return with("maxEntries", Json.of(count));
  }

  /** How long a stored answer may be used, in ms. */
  public Strategy maxAge(double ms) {
    return with("maxAge", Json.of(ms));
  }

  /** Ignores the URL's query: one answer is stored for all queries. */
  public Strategy ignoreSearch() {
    return with("ignoreSearch", Json.of(true));
  }

  /** Stores answers although they say {@code Cache-Control: no-store}. */
  public Strategy ignoreCacheControl() {
    return with("ignoreCacheControl", Json.of(true));
  }

  /** Ignores the answer's {@code Vary}. */
  public Strategy ignoreVary() {
    return with("ignoreVary", Json.of(true));
  }

  /** Decides which answers are stored; by default all but opaque ones. */
  public Strategy cacheable(Cacheable decision) {
    return with("cacheable", cacheableScript(decision));
  }

  /** A precached file that answers when nothing else can. */
  public Strategy fallback(String url) {
    return with("fallback", Json.of(url));
  }

  /** Makes the answer when nothing else can. */
  public Strategy fallback(Answer answer) {
    return with("fallback", answerScript(answer));
  }

  ReadyMade of(Strategies all) {
    return kind.of(all, options);
  }

  private Strategy with(String option, Json value) {
    Json.set(options, option, value);
    return this;
  }

  @JSBody(params = "decision", script = "return decision;")
  private static native Json cacheableScript(Cacheable decision);

  @JSBody(params = "answer", script = "return answer;")
  private static native Json answerScript(Answer answer);
}
