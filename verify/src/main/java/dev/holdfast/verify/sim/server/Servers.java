package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Notes;
import org.jspecify.annotations.Nullable;

/**
 * What the devices of a scenario sync with. The Holdfast server always answers the probe. The work
 * goes to the app's own backend, if there is one.
 *
 * @param function the backend behind an app's own sync function
 */
public record Servers(SyncServer sync, @Nullable Backend function, @Nullable RestServer rest) {
  /** The app's backend, of either kind; null if the work goes to the Holdfast server. */
  public @Nullable AppServer app() {
    return function != null ? function : rest;
  }

  /**
   * A document after an edit; absent after a deletion. In an app's backend, documents contain ids.
   *
   * @param version of the schema of the release that makes the edit
   */
  public Json edited(Json present, String id, Edit edit, int version) {
    if (edit.token().isEmpty()) {
      return Json.absent();
    }
    Json next = Json.isObject(present) ? Json.copy(present) : Json.object();
    if (app() != null) {
      Json.set(next, "id", Json.of(id));
    }
    Json.set(next, Notes.name(edit.field(), version), Json.of(edit.token()));
    Notes.setForm(next, version);
    return next;
  }
}
