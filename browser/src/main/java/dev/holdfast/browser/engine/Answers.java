package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;

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
  Done success(Promise.Settle resolve) {
    return failure -> {
      news.report(failure);
      resolve.with(Json.of(failure == null));
    };
  }

  /** Resolves to nothing. */
  Done nothing(Promise.Settle resolve) {
    return failure -> {
      news.report(failure);
      resolve.with(Json.absent());
    };
  }

  /** Resolves to what was read, as the app may have it. */
  Read value(Promise.Settle resolve) {
    return (value, failure) -> {
      news.report(failure);
      resolve.with(AppValue.given(value));
    };
  }
}
