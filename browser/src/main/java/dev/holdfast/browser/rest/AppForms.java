package dev.holdfast.browser.rest;

import dev.holdfast.browser.js.Errors;
import dev.holdfast.browser.js.Script;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Forms;

/** Reads URLs as the browser does, and calls the functions that the app gave to {@code rest()}. */
final class AppForms implements Forms {
  @Override
  public String page(String url, String next, String query) {
    return pageUrl(url, next, query, ELSEWHERE);
  }

  @Override
  public String named(String url) {
    return lastSegment(url);
  }

  @Override
  public Json call(Json function, Json value) {
    Json answer = formed(function, value);
    Json thrown = Json.get(answer, "thrown");
    if (!Json.isAbsent(thrown)) {
      Json.set(answer, "error", Json.of(Errors.thrown(thrown)));
    }
    return answer;
  }

  @Script
  private static native String pageUrl(String url, String next, String query, String elsewhere);

  @Script
  static native String lastSegment(String url);

  /** The function gets a copy, and its answer is taken as JSON. */
  @Script
  private static native Json formed(Json function, Json value);
}
