package dev.holdfast.browser.worker;

import dev.holdfast.browser.js.Response;
import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;
import org.teavm.jso.JSFunctor;
import org.teavm.jso.JSObject;

/**
 * A ready-made way to answer a route, with its options. {@code holdfast-worker.d.ts} and the guide
 * say what each option means; it is the same in JavaScript.
 *
 * <p>How to use it: {@code networkFirst().timeout(3_000).maxEntries(50)}, each for one route.
 */
public final class Strategy {
  /** Decides whether an answer may be kept, among those the rules of the web allow. */
  @JSFunctor
  public interface Cacheable extends JSObject {
    boolean with(Response answer);
  }

  /** Which one; made when a worker has its route. */
  private interface Kind {
    ReadyMade of(Strategies all, JSObject options);
  }

  private final Kind kind;
  private final Json options = Json.object();

  private Strategy(Kind kind) {
    this.kind = kind;
  }

  /** The network, and the cache if it fails or takes longer than {@link #timeout}. */
  public static Strategy networkFirst() {
    return new Strategy(Strategies::networkFirst);
  }

  /** The cache, and the network if it has nothing. */
  public static Strategy cacheFirst() {
    return new Strategy(Strategies::cacheFirst);
  }

  /** The cache at once, and the network behind it for the next time. */
  public static Strategy staleWhileRevalidate() {
    return new Strategy(Strategies::staleWhileRevalidate);
  }

  /** The cache or nothing. */
  public static Strategy cacheOnly() {
    return new Strategy(Strategies::cacheOnly);
  }

  /** The network or nothing. */
  public static Strategy networkOnly() {
    return new Strategy(Strategies::networkOnly);
  }

  /** How long the network may take, in ms, until the last byte of the body. */
  public Strategy timeout(double ms) {
    return with("timeout", Json.of(ms));
  }

  /** The cache it reads and fills. */
  public Strategy cacheName(String cache) {
    return with("cacheName", Json.of(cache));
  }

  /** How many answers the cache keeps; the least recently stored go first. */
  public Strategy maxEntries(int count) {
    return with("maxEntries", Json.of(count));
  }

  /** How long an answer is good, in ms. */
  public Strategy maxAge(double ms) {
    return with("maxAge", Json.of(ms));
  }

  /** The URL's search makes no difference: one answer is kept for all of them. */
  public Strategy ignoreSearch() {
    return with("ignoreSearch", Json.of(true));
  }

  /** The answer's {@code Vary} makes no difference. */
  public Strategy ignoreVary() {
    return with("ignoreVary", Json.of(true));
  }

  /** Which answers may be stored; without it all but opaque ones. */
  public Strategy cacheable(Cacheable decision) {
    return with("cacheable", cacheableScript(decision));
  }

  /** A precached file that answers when nothing else can. */
  public Strategy fallback(String url) {
    return with("fallback", Json.of(url));
  }

  /** What makes the answer when nothing else can. */
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
