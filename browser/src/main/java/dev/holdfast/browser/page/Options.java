package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;

/** Checks the app's arguments. A wrong type is a programming error and throws {@code TypeError}. */
final class Options {
  private Options() {}

  private static final String OPTIONS =
      "adopt debug network restore schema scope snapshot space state subject sync updates worker";
  private static final String NETWORK = "ping probeTimeout requestTimeout syncTimeout";

  private static final String ENDPOINT = "fromServer id ids item items pages toServer update url";

  /** Puts the options of {@code start} into {@code definitions}. */
  static void take(Json options, Json definitions) {
    if (Json.isAbsent(options)) {
      return;
    }
    if (!Json.isObject(options)) {
      throw typeError("start() takes an object of options");
    }
    known(options, OPTIONS, "option of start()");
    Json keys = Json.keys(options);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      Json key = Json.at(keys, i);
      Json value = Json.get(options, key);
      if (!Json.isAbsent(value)) {
        check(Json.text(key), value);
        Json.set(definitions, key, value);
      }
    }
  }

  private static void check(String name, Json value) {
    switch (name) {
      case "snapshot", "restore" -> function(value, name);
      case "sync" -> sync(value);
      case "adopt", "debug" -> kind(value, "boolean", name);
      case "schema" -> schema(value);
      case "updates" -> {
        if (!isTime(value)) {
          throw typeError("updates must be a number of ms above 0");
        }
      }
      case "state" -> {
        object(value, name);
        Json keys = Json.keys(value);
        for (int i = 0, n = Json.size(keys); i < n; i++) {
          known(text(Json.get(value, Json.at(keys, i)), "a shape"), "list map value", "shape");
        }
      }
      case "network" -> {
        object(value, name);
        known(value, NETWORK, "option of network");
        Json keys = Json.keys(value);
        for (int i = 0, n = Json.size(keys); i < n; i++) {
          network(Json.text(Json.at(keys, i)), Json.get(value, Json.at(keys, i)));
        }
      }
      default -> text(value, name);
    }
  }

  private static void network(String name, Json value) {
    if (name.equals("ping")) {
      text(value, "network.ping");
    } else if (!Json.isAbsent(value) && !isTime(value)) {
      throw typeError("network." + name + " must be a number of ms above 0");
    }
  }

  private static void schema(Json schema) {
    object(schema, "schema");
    known(schema, "migrate version", "option of schema");
    if (!isVersion(Json.get(schema, "version"))) {
      throw typeError("schema.version must be a whole number from 1");
    }
    Json migrate = Json.get(schema, "migrate");
    if (!Json.isAbsent(migrate)) {
      function(migrate, "schema.migrate");
    }
  }

  /** Checks the options of {@code loadAppState}. */
  static void load(Json options) {
    if (!Json.isAbsent(options)) {
      object(options, "what loadAppState() takes");
      known(options, "peek", "option of loadAppState()");
      if (!Json.isAbsent(Json.get(options, "peek"))) {
        kind(Json.get(options, "peek"), "boolean", "peek");
      }
    }
  }

  static void sync(Json way) {
    if (Json.isObject(way) && !Json.isAbsent(Json.get(way, "collections"))) {
      rest(way);
    } else if (Json.isObject(way) && !Json.isAbsent(Json.get(way, "space"))) {
      server(way);
    } else if (!isOf(way, "function")) {
      throw typeError(
          "a sync definition must be a function, holdfastServer({ space }) or rest({ collections })");
    }
  }

  /** Checks and copies the options of {@code holdfastServer}. */
  static Json server(Json options) {
    object(options, "what holdfastServer() takes");
    known(options, "headers space url", "option of holdfastServer()");
    space(Json.get(options, "space"));
    Json url = Json.get(options, "url");
    if (!Json.isAbsent(url)) {
      url(url, "the url");
    }
    return headed(options);
  }

  /** Checks and copies the options of {@code rest}. */
  static Json rest(Json options) {
    object(options, "what rest() takes");
    known(options, "collections headers space", "option of rest()");
    Json collections = Json.get(options, "collections");
    object(collections, "collections");
    Json space = Json.get(options, "space");
    if (!Json.isAbsent(space)) {
      space(space);
    }
    Json names = Json.keys(collections);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      Json endpoint = Json.get(collections, Json.at(names, i));
      if (Json.isObject(endpoint)) {
        endpoint(endpoint);
      } else {
        url(endpoint, "the URL of a collection");
      }
    }
    return headed(options);
  }

  private static Json headed(Json options) {
    Json headers = Json.get(options, "headers");
    if (!Json.isAbsent(headers)) {
      function(headers, "headers");
    }
    return Json.copy(options);
  }

  private static void space(Json name) {
    if (!isSpace(name)) {
      throw typeError(
          "a space's name must be a string of 1 to 128 of A-Z a-z 0-9 . _ ~ -, and neither . nor ..");
    }
  }

  private static void url(Json value, String what) {
    if (!isUrl(text(value, what))) {
      throw typeError(what + " must be a URL, not " + got(value));
    }
  }

  private static void endpoint(Json endpoint) {
    known(endpoint, ENDPOINT, "option of a collection");
    url(Json.get(endpoint, "url"), "the URL of a collection");
    Json keys = Json.keys(endpoint);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      String name = Json.text(Json.at(keys, i));
      Json value = Json.get(endpoint, name);
      switch (name) {
        case "fromServer", "toServer" -> function(value, name);
        case "ids" -> known(text(value, name), "app server", name);
        case "update" -> known(text(value, name), "PATCH PUT", name);
        case "pages" -> {
          object(value, name);
          known(value, "first next query", "option of pages");
          pages(value);
        }
        case "id", "item", "items" -> pointer(value, name);
        default -> text(value, name);
      }
    }
  }

  private static void pages(Json pages) {
    Json next = Json.get(pages, "next");
    Json query = Json.get(pages, "query");
    Json first = Json.get(pages, "first");
    if (!Json.isAbsent(next)) {
      pointer(next, "pages.next");
    }
    if (!Json.isAbsent(query) || Json.isAbsent(next)) {
      text(query, "pages.query, or pages.next,");
    }
    if (!Json.isAbsent(first)) {
      kind(first, "number", "pages.first");
    }
  }

  private static void pointer(Json value, String what) {
    String pointer = text(value, what);
    if (!pointer.isEmpty() && !pointer.startsWith("/")) {
      throw typeError(what + " must be a JSON Pointer such as /data, not " + pointer);
    }
  }

  static void function(Json value, String what) {
    kind(value, "function", what);
  }

  private static void object(Json value, String what) {
    if (!Json.isObject(value)) {
      throw typeError(what + " must be an object, not " + got(value));
    }
  }

  /**
   * Checks the names of an object's fields, so that a name that is misspelt is not just ignored.
   *
   * @param names the known names, in order, with a space between them
   */
  private static void known(Json options, String names, String what) {
    Json keys = Json.keys(options);
    for (int i = 0, n = Json.size(keys); i < n; i++) {
      known(Json.text(Json.at(keys, i)), names, what);
    }
  }

  static void known(String name, String names, String what) {
    if (!(" " + names + " ").contains(" " + name + " ")) {
      throw typeError("\"" + name + "\" is no " + what + "; known are " + names.replace(" ", ", "));
    }
  }

  private static void kind(Json value, String type, String what) {
    if (!isOf(value, type)) {
      throw typeError(what + " must be a " + type + ", not " + got(value));
    }
  }

  static String text(Json value, String what) {
    kind(value, "string", what);
    return Json.text(value);
  }

  /** Checks the id of a document that is written. An empty one can only be removed. */
  static void id(Json value) {
    if (text(value, "an id").isEmpty()) {
      throw typeError("an id must be a string that is not empty");
    }
  }

  /** Always throws. It has a result type so that callers can write {@code throw}. */
  @JSBody(params = "message", script = "throw new TypeError(message);")
  static native RuntimeException typeError(String message);

  @JSBody(
      params = "v",
      script = "try { return !!v && !!new URL(v, 'http://a'); } catch (none) { return false; }")
  private static native boolean isUrl(String v);

  @JSBody(params = "v", script = "return Number.isSafeInteger(v) && v > 0;")
  private static native boolean isVersion(Json v);

  @JSBody(params = "v", script = "return v > 0 && v < 1 / 0 && typeof v === 'number';")
  private static native boolean isTime(Json v);

  @JSBody(
      params = "v",
      script =
          "return typeof v === 'string' && /^[A-Za-z0-9._~-]{1,128}$/.test(v) && !/^\\.\\.?$/.test(v);")
  private static native boolean isSpace(Json v);

  @JSBody(
      params = {"v", "type"},
      script = "return typeof v === type;")
  private static native boolean isOf(Json v, String type);

  @JSBody(
      params = "v",
      script =
          "return typeof v === 'string' ? JSON.stringify(v) : Object(v) === v ? typeof v : String(v);")
  private static native String got(Json v);

  @JSBody(params = "v", script = "return v instanceof Blob;")
  static native boolean isBlob(Json v);
}
