package dev.holdfast.browser.worker;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSObject;

/**
 * A REST collection: a list at a path, its items at {@code path/:id}. Its writes are queued, its
 * reads are {@code networkFirst}, and while writes wait, answers show them.
 *
 * <p>How to use it: {@code Resource.at("/api/tasks").id("/uuid")}.
 */
public final class Resource {
  private final String path;
  private final Json options = Json.object();

  private Resource(String path) {
    this.path = path;
  }

  public static Resource at(String path) {
    return new Resource(path);
  }

  /** A JSON Pointer to an item's id, by default {@code /id}. */
  public Resource id(String pointer) {
    return with("id", Json.of(pointer));
  }

  /** Whether new items get numbers as ids until the server gives its own; by default, as others. */
  public Resource numericIds(boolean numbers) {
    return with("numericIds", Json.of(numbers));
  }

  /** A JSON Pointer to the items in the answer; by default, the answer is the array of them. */
  public Resource items(String pointer) {
    return with("items", Json.of(pointer));
  }

  /**
   * A JSON Pointer to the item in the answer to a request for one; by default, the answer is the
   * item.
   */
  public Resource item(String pointer) {
    return with("item", Json.of(pointer));
  }

  /** How long the network may take for a read, in ms. */
  public Resource timeout(double ms) {
    return with("timeout", Json.of(ms));
  }

  String path() {
    return path;
  }

  JSObject options() {
    return options;
  }

  private Resource with(String option, Json value) {
    Json.set(options, option, value);
    return this;
  }
}
