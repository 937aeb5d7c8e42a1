package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;

/**
 * The newest state of one document that the server is known to hold.
 *
 * @param version the server's version of it, 0 if it never had one
 * @param value absent for a tombstone and for a document that never was
 */
record Doc(int version, Json value) {
  static Doc none() {
    return new Doc(0, Json.absent());
  }
}
