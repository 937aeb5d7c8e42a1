package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;

/**
 * The newest known server version of one document.
 *
 * @param version its version number on the server; 0 if the server never had it
 * @param value its {@link dev.holdfast.core.merge.Placed} content; absent for a tombstone and for a
 *     document that never existed
 */
record Doc(int version, Json value) {
  static Doc none() {
    return new Doc(0, Json.absent());
  }
}
