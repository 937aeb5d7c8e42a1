package dev.holdfast.browser.engine;

import dev.holdfast.core.json.Json;

/**
 * Says once what was refused for good. What was refused before this page was loaded was said then.
 */
final class Refusals {
  private final News news;

  /** The ids of what is parked, as of the last call; absent before the first. */
  private Json known = Json.absent();

  Refusals(News news) {
    this.news = news;
  }

  /**
   * @param parked all that is parked now
   */
  void tell(Json parked) {
    Json before = known;
    known = Json.object();
    for (int i = 0, n = Json.size(parked); i < n; i++) {
      Json entry = Json.at(parked, i);
      Json id = Json.get(entry, "id");
      Json.set(known, id, id);
      if (!Json.isAbsent(before) && Json.isAbsent(Json.get(before, id))) {
        say(entry);
      }
    }
  }

  private void say(Json entry) {
    Json cause = Json.get(entry, "cause");
    Json key = Json.get(entry, "key");
    String code = Json.isObject(cause) ? Json.text(Json.get(cause, "code")) : "REFUSED";
    String detail = Json.isObject(cause) ? ": " + Json.text(Json.get(cause, "detail")) : "";
    news.fail(
        code,
        code
            + ": the server refused "
            + Json.text(Json.isAbsent(key) ? Json.get(entry, "url") : key)
            + detail
            + "; it is kept in parked, and other work goes on");
  }
}
