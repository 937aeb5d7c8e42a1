package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Store;

/**
 * How the promises of the model are settled: a failure is told to the app's listeners, and answers
 * false, or nothing where a value was asked for.
 */
final class Answers {
  private final News news;

  Answers(News news) {
    this.news = news;
  }

  /** Resolves to whether there was no failure. */
  Store.Done success(Promise.Settle resolve) {
    return failure -> {
      news.report(failure);
      resolve.with(Json.of(failure == null));
    };
  }

  /** Resolves to nothing. */
  Store.Done nothing(Promise.Settle resolve) {
    return value(resolve, Json::absent);
  }

  /** Gives what was read. */
  interface Found {
    Json value();
  }

  /** Resolves to what was read. */
  Store.Done value(Promise.Settle resolve, Found found) {
    return failure -> {
      news.report(failure);
      resolve.with(failure == null ? found.value() : Json.absent());
    };
  }
}
