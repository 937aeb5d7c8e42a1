package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Read;

/**
 * Settles the promises that the API returns. A failure is reported to the app's listeners, and the
 * promise resolves to false, or to undefined if a value was asked for.
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

  /** Resolves to undefined. */
  Done nothing(Promise.Settle resolve) {
    return failure -> {
      news.report(failure);
      resolve.with(Json.absent());
    };
  }

  /** Resolves to a copy of the list that was read; to an empty one after a failure. */
  Read list(Promise.Settle resolve) {
    Read read = value(resolve);
    return (list, failure) -> read.ended(failure == null ? list : Json.array(), failure);
  }

  /** Resolves to a copy of the value that was read; to undefined after a failure. */
  Read value(Promise.Settle resolve) {
    return (value, failure) -> {
      news.report(failure);
      resolve.with(AppValue.given(value));
    };
  }
}
