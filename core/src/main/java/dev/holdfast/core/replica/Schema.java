package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a release: the version of the form that it gives to the app's state, and how it
 * brings data of an older version there.
 */
public final class Schema {
  /** For a replica that passes work on and knows no state. */
  public static final Schema ANY = new Schema(-1, new StateShape(Json.object()), null);

  /** The schema of an app that names none. */
  static final Schema NONE = new Schema(0, new StateShape(Json.object()), null);

  final double version;
  final StateShape shape;
  final @Nullable Migrate migrate;

  /** The app's function. */
  public interface Migrate {
    /**
     * Returns the state in this release's form.
     *
     * @param from the version of the form that {@code state} has
     * @throws dev.holdfast.core.Failure {@code MIGRATION_FAILED}
     */
    Json migrate(Json state, double from);
  }

  /**
   * @param version 0 if the app names none
   * @param shape how this release keeps its state
   * @param migrate null if data of an older version stays as it is
   */
  public Schema(double version, StateShape shape, @Nullable Migrate migrate) {
    this.version = version;
    this.shape = shape;
    this.migrate = migrate;
  }

  /** Whether data of this version is newer than the release. */
  boolean isOlderThan(double data) {
    return version >= 0 && version < data;
  }
}
