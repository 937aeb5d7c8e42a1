package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;

/**
 * One event of a scenario.
 *
 * @param op what happens
 * @param device where it happens
 * @param pick decides what else is open: which tab, document or field
 * @param pause ms that pass afterwards
 */
record Step(Op op, int device, int pick, int pause) {
  /** Everything that can happen. */
  enum Op {
    PUT,
    REMOVE,
    TYPE,
    TAKE,
    SAVE,
    LOAD,
    SYNC,
    RESOLVE,
    RETRY,
    DISCARD,
    RESET,
    RESTORE_ARCHIVE,
    RESTORE_VERSION,
    EXPORT,
    IMPORT,
    REQUEST,
    STOP_WORKER,
    OPEN_TAB,
    CLOSE_TAB,
    CRASH,
    POWER_LOSS,
    OTHER_SUBJECT,
    SIGN_IN,
    OFFLINE,
    ONLINE,
    WEATHER,
    FILL_DISK,
    FREE_DISK,
    EVICT,
    CLOCK,
    SERVER_CRASH,
    SERVER_DOWN,
    SERVER_UP,
    BACKUP,
    RESTORE,
    COMPACT,
    PICKY,
    DAMAGE,
    READ,
    OLD_RELEASE,
    NEWER_RELEASE,
    ADOPT,
    MAKE,
    DAMAGE_REQUEST,
    SIGN_OUT,
    OTHERS,
    CACHE,
    DEPLOY,
    NAME,
    STRANGER,
    SHAPE,
    VALUE
  }

  Json toJson() {
    Json json = Json.object();
    Json.set(json, "op", Json.of(op.name()));
    Json.set(json, "device", Json.of(device));
    Json.set(json, "pick", Json.of(pick));
    Json.set(json, "pause", Json.of(pause));
    return json;
  }

  static Step of(Json json) {
    return new Step(
        Op.valueOf(Json.text(Json.get(json, "op"))),
        number(json, "device"),
        number(json, "pick"),
        number(json, "pause"));
  }

  private static int number(Json json, String field) {
    return (int) Json.number(Json.get(json, field));
  }

  @Override
  public String toString() {
    return op + " device " + device + " pick " + pick + " pause " + pause;
  }
}
