package dev.holdfast.browser.rest;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.browser.store.IdbStore;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.RestSpace;
import org.teavm.jso.JSExport;

/**
 * Entry point of {@code holdfast-rest.js}, which the engine of an app that uses {@code rest} loads.
 */
public final class RestMain {
  private RestMain() {}

  public static void main(String[] args) {}

  /**
   * @param database the name of the replica's database
   * @param options the options of {@code rest}
   * @param deadline ms without progress after which a request has failed
   */
  @JSExport
  public static RestApi open(String database, Json options, double deadline) {
    RestFetch fetch = new RestFetch(Json.get(options, "headers"), deadline);
    return new RestApi(
        new RestSpace(
            new IdbStore(database, newer -> {}),
            new BrowserRandom(),
            fetch,
            new AppForms(),
            Json.get(options, "collections")));
  }
}
