package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;

/** The port to what only the platform can do: read URLs, and call functions of the app. */
public interface Forms {
  /** What {@link #page} answers for a page of another origin. */
  String ELSEWHERE = "elsewhere";

  /**
   * The URL of another page of a list; {@link #ELSEWHERE} if it has another origin, since the app's
   * headers would be sent there.
   *
   * @param url of this page
   * @param next the other page's URL, or what is said of it in the query
   * @param query the query parameter that says it; empty if {@code next} is a URL
   */
  String page(String url, String next, String query);

  /** The last segment of a URL's path, unescaped: the id of the resource there. */
  String named(String url);

  /** Calls a function of the app. Answers {@code {value}}, or {@code {error}} with a text. */
  Json call(Json function, Json value);
}
