package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The app at {@code http://app.test}. Its functions are known by their names. */
final class JvmForms implements Forms {
  final Map<String, UnaryOperator<Json>> functions = new HashMap<>();

  @Override
  public String page(String url, String next, String by) {
    if (by.isEmpty()) {
      URI at = URI.create("http://app.test").resolve(url).resolve(next);
      String query = at.getQuery() == null ? "" : "?" + at.getQuery();
      return "app.test".equals(at.getHost()) ? at.getPath() + query : ELSEWHERE;
    }
    return url.replaceAll("\\?.*", "") + "?" + by + "=" + next;
  }

  @Override
  public String named(String url) {
    return url.replaceAll("/*$", "").replaceAll(".*/", "");
  }

  @Override
  public Json call(Json function, Json value) {
    Json answer = Json.object();
    try {
      UnaryOperator<Json> named = Objects.requireNonNull(functions.get(Json.text(function)));
      Json.set(answer, "value", named.apply(value));
    } catch (IllegalStateException failed) {
      Json.set(answer, "error", Json.of(String.valueOf(failed.getMessage())));
    }
    return answer;
  }
}
