package dev.holdfast.verify.sim.page;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Forms;

/** The apps here name collections by their URLs alone, and pages by whole URLs. */
final class PlainForms implements Forms {
  @Override
  public String page(String url, String next, String query) {
    return next;
  }

  @Override
  public String named(String url) {
    throw new IllegalStateException("no id of these apps is a URL: " + url);
  }

  @Override
  public Json call(Json function, Json value) {
    throw new IllegalStateException("these apps have no such function: " + Json.stringify(value));
  }
}
