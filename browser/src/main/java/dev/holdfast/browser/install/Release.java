package dev.holdfast.browser.install;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;

/** The files of one release are downloaded, and those that nobody needs any more deleted. */
final class Release {
  private Release() {}

  /**
   * Downloads the files that are not stored yet. Rejects unless the whole release is stored then.
   *
   * @param files the cache, {@code Names.FILES}; {@code Precache} says what it has
   * @param keys {@code {url: key}}
   * @param sources {@code {key: {url, integrity}}}
   */
  @Script
  static native Promise install(Promise files, Json keys, Json sources);

  /**
   * Makes this release the current one. Deletes the releases that no open page uses any more, and
   * the files that only they had.
   */
  @Script
  static native Promise activate(Promise files, Json keys);

  /**
   * Deletes the caches of workers of other makes.
   *
   * @param makes what their names begin with, {@code [text]}
   */
  @Script
  static native Promise forget(Json makes);
}
