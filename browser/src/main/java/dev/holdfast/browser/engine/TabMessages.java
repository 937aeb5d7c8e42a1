package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Messages;
import dev.holdfast.core.json.Json;

/** Handles the messages of the other tabs and the worker on the channel. */
final class TabMessages implements Messages.Listener {
  private final Engine engine;

  TabMessages(Engine engine) {
    this.engine = engine;
  }

  @Override
  public void heard(Messages.Event event) {
    Json message = event.getData();
    if (engine.tabs.isAbout(message, "replica")) {
      engine.replica.refresh(engine.news::report);
    } else if (engine.tabs.isAbout(message, "postponed")) {
      engine.sync.postponed(message);
    } else if (Messages.isType(message, "queue")) {
      engine.requests.changed(Json.get(message, "keys"));
    } else if (Messages.isType(message, "installFailed")) {
      engine.worker.failed(
          Json.text(Json.get(message, "text")), Json.isTrue(Json.get(message, "kept")));
    } else if (Messages.isType(message, "told")) {
      engine.news.fail(Json.text(Json.get(message, "code")), Json.text(Json.get(message, "text")));
    } else if (Messages.isType(message, "replayed") && engine.queue.isOwn(message)) {
      Json news = News.event("sync");
      Json.set(news, "ok", Json.get(message, "ok"));
      Json.set(news, "replayed", Json.get(message, "answer"));
      engine.news.emit(news);
    } else if (Messages.isType(message, "signedOut") && engine.session.isOf(message)) {
      engine.session.leave();
    }
  }
}
