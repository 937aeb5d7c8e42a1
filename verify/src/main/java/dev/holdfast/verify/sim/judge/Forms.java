package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.ground.Violation;

/**
 * The schema of the app's releases and of what the Holdfast server holds. Checks that each note is
 * stored in the form of the server's schema version: no older release writes into a newer state,
 * and what a newer one has not seen is migrated too.
 */
public final class Forms {
  private int latest;
  private double server;
  private double backup;

  /** A release with the next version is out: pages that are loaded from now on run it. */
  public void release() {
    latest++;
  }

  /** The version of the latest release. */
  public int latest() {
    return latest;
  }

  /** The server stored a document. */
  void stored(String key, Json value) {
    if (key.equals(SchemaVersion.COLLECTION + "/" + SchemaVersion.DOC)) {
      server = SchemaVersion.of(value);
    } else if (key.startsWith(Notes.key("")) && Json.isObject(value)) {
      if (Notes.form(value) != server) {
        throw new Violation(
            "newer state",
            key + " is stored as " + Json.stringify(value) + ", the schema's version is " + server);
      }
    }
  }

  void backedUp() {
    backup = server;
  }

  void restored() {
    server = backup;
  }
}
