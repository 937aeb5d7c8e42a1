package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.NullMarked;
import org.teavm.jso.JSObject;

/** What the app has defined, before or after start. */
@NullMarked
final class Definitions {
  /** The snapshot function; absent until it is set. */
  Json snapshot = Json.absent();

  /** The restore function; absent if the app gave none. */
  Json restore = Json.absent();

  /** The sync function or what {@code holdfastServer} made; absent for none. */
  Json sync = Json.absent();

  String space = "default";
  String subject = "";
  Json shapes = Json.object();
  String worker = "";
  Json scope = Json.absent();
  String ping = "/holdfast/ping";
  double probeTimeout = 5_000;
  double requestTimeout = 30_000;

  /** Takes the options of {@code start}; throws {@code TypeError} for a wrong type. */
  void take(Json options) {
    if (Json.isAbsent(options)) {
      return;
    }
    if (!Json.isObject(options)) {
      throw AppValue.typeError("start() takes an object of options");
    }
    if (has(options, "snapshot")) {
      setSnapshot(Json.get(options, "snapshot"));
    }
    if (has(options, "restore")) {
      restore = Json.get(options, "restore");
      AppValue.function(restore, "restore");
    }
    if (has(options, "sync")) {
      setSync(Json.get(options, "sync"));
    }
    space = text(options, "space", space);
    subject = text(options, "subject", subject);
    worker = text(options, "worker", worker);
    scope = Json.get(options, "scope");
    shapes = has(options, "state") ? Json.get(options, "state") : shapes;
    Json network = Json.get(options, "network");
    if (Json.isObject(network)) {
      ping = text(network, "ping", ping);
      probeTimeout = ms(network, "probeTimeout", probeTimeout);
      requestTimeout = ms(network, "requestTimeout", requestTimeout);
    }
  }

  void setSnapshot(Json fn) {
    AppValue.function(fn, "the snapshot function");
    snapshot = fn;
  }

  void setSync(Json way) {
    if (isServer(way)) {
      space = text(way, "space", space);
    } else {
      AppValue.function(way, "a sync definition");
    }
    sync = way;
  }

  /** Whether the way is what {@code holdfastServer} made. */
  static boolean isServer(Json way) {
    return Json.isObject(way) && !AppValue.isFunction(way) && has(way, "space");
  }

  /** Whether the server version comes from a server alone, not by the app's word. */
  boolean hasServer() {
    return isServer(sync);
  }

  JSObject syncFunction() {
    return sync;
  }

  private static boolean has(Json options, String name) {
    return !Json.isAbsent(Json.get(options, name));
  }

  static String text(Json options, String name, String otherwise) {
    return has(options, name) ? AppValue.text(Json.get(options, name), name) : otherwise;
  }

  private static double ms(Json options, String name, double otherwise) {
    if (has(options, name) && !Json.isNumber(Json.get(options, name))) {
      throw AppValue.typeError(name + " must be a number");
    }
    return has(options, name) ? Json.number(Json.get(options, name)) : otherwise;
  }
}
