package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;

/** The stay of a subject in this page, from its start to its sign-out here or in another tab. */
final class SubjectSession {
  private final Engine engine;
  private boolean ended;

  SubjectSession(Engine engine) {
    this.engine = engine;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether a message of another tab is about this subject. */
  boolean isOf(Json message) {
    return Json.text(Json.get(message, "subject")).equals(engine.app.subject());
  }

  /** Tells the worker whose page this is. */
  Promise name() {
    return engine.app.subject().isEmpty()
        ? Promise.resolve(Json.absent())
        : Browser.name(Json.of(engine.app.subject()), false);
  }

  /** The app says who is signed in: perhaps again, after a login. */
  void signedIn() {
    name()
        .then(
            heard -> {
              engine.requests.drain();
              engine.triggers.looked();
              return heard;
            });
  }

  /** The subject leaves: here and in its other tabs nothing is sent, fetched or kept any more. */
  void signedOut() {
    Json message = News.event("signedOut");
    Json.set(message, "subject", Json.of(engine.app.subject()));
    engine.tabs.post(message);
    end();
  }

  /** The subject leaves by another tab, which puts away what is kept. */
  void leave() {
    engine.replica.end();
    end();
  }

  private void end() {
    ended = true;
    engine.loop.abort();
    engine.loop.define(null);
    engine.attention.end();
    engine.news.change();
  }
}
