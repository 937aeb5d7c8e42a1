package dev.holdfast.browser.engine;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Schema;
import dev.holdfast.core.replica.StateShape;

/** What the app has defined. The page module has checked it, and may still change it. */
final class Definitions {
  private static final double HOUR = 3_600_000;

  /** Browsers take a longer time for none. */
  private static final double LONGEST_TIMER = 2_000_000_000;

  private final Json given;

  Definitions(Json given) {
    this.given = given;
  }

  /** The snapshot function; absent until it is set. */
  Json snapshot() {
    return Json.get(given, "snapshot");
  }

  /** The restore function; absent if the app gave none. */
  Json restore() {
    return Json.get(given, "restore");
  }

  /**
   * The sync function, or what {@code holdfastServer} or {@code rest} returned; absent for none.
   */
  Json sync() {
    return Json.get(given, "sync");
  }

  /** Whether a server provides the server version. Otherwise the app's own code does. */
  boolean hasServer() {
    return Json.isObject(sync()) && !AppValue.isFunction(sync());
  }

  /** Whether that server is the app's own backend, through {@code rest}. */
  boolean isRest() {
    return hasServer() && !Json.isAbsent(Json.get(sync(), "collections"));
  }

  /** The path where the app lives on its origin. */
  String place() {
    return text(given, "place", text(given, "root", "/"));
  }

  /** The URL of Holdfast's server, without a slash at the end; by default where its scripts are. */
  String server() {
    String root = text(given, "root", "/");
    String url = hasServer() ? text(sync(), "url", root) : root;
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  String space() {
    return text(hasServer() ? sync() : given, "space", text(given, "space", "default"));
  }

  String subject() {
    return text(given, "subject", "");
  }

  /** Whether the subject takes nobody's work over. */
  boolean adopts() {
    return Json.isTrue(Json.get(given, "adopt")) && !subject().isEmpty();
  }

  /** Whether the console says what an app ought to know. */
  boolean debugs() {
    return Json.isTrue(Json.get(given, "debug"));
  }

  String worker() {
    return text(given, "worker", "");
  }

  Json scope() {
    return Json.get(given, "scope");
  }

  /** How often a new release is asked for, in ms. */
  double updates() {
    Json value = Json.get(given, "updates");
    return Json.isNumber(value) ? Math.min(Json.number(value), LONGEST_TIMER) : HOUR;
  }

  Json shapes() {
    Json shapes = Json.get(given, "state");
    return Json.isAbsent(shapes) ? Json.object() : shapes;
  }

  /** The schema of this release. */
  Schema schema() {
    Json schema = Json.get(given, "schema");
    StateShape shape = new StateShape(shapes());
    if (Json.isAbsent(schema)) {
      return new Schema(0, shape, null);
    }
    Json migrate = Json.get(schema, "migrate");
    return new Schema(
        Json.number(Json.get(schema, "version")),
        shape,
        Json.isAbsent(migrate) ? null : (state, from) -> AppValue.migrated(migrate, state, from));
  }

  String ping() {
    return text(network(), "ping", server() + "/holdfast/ping");
  }

  double probeTimeout() {
    return ms("probeTimeout", 5_000);
  }

  double requestTimeout() {
    return ms("requestTimeout", 30_000);
  }

  double syncTimeout() {
    return ms("syncTimeout", 60_000);
  }

  private Json network() {
    Json network = Json.get(given, "network");
    return Json.isAbsent(network) ? Json.object() : network;
  }

  private double ms(String name, double otherwise) {
    Json value = Json.get(network(), name);
    return Json.isNumber(value) ? Json.number(value) : otherwise;
  }

  private static String text(Json options, String name, String otherwise) {
    Json value = Json.get(options, name);
    return Json.isString(value) ? Json.text(value) : otherwise;
  }
}
