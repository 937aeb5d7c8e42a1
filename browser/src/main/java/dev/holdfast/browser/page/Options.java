package dev.holdfast.browser.page;

import dev.holdfast.core.json.Json;
import org.teavm.jso.JSBody;

/** Checks the app's arguments. A wrong type is a programming error and throws {@code TypeError}. */
final class Options {
  private Options() {}

  /** Puts the options of {@code start} into {@code definitions}. */
  static void take(Json options, Json definitions) {
    if (Json.isAbsent(options)) {
      return;
    }
    if (!Json.isObject(options)) {
      throw typeError("start() takes an object of options");
    }
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
      case "state", "network" -> object(value, name);
      case "schema" -> schema(value);
      case "adopt" -> yesOrNo(value, name);
      default -> text(value, name);
    }
  }

  private static void schema(Json schema) {
    object(schema, "schema");
    if (!isVersion(Json.get(schema, "version"))) {
      throw typeError("schema.version must be a whole number from 1");
    }
    Json migrate = Json.get(schema, "migrate");
    if (!Json.isAbsent(migrate)) {
      function(migrate, "schema.migrate");
    }
  }

  static void sync(Json way) {
    if (!isFunction(way)) {
      object(way, "a sync definition");
      if (Json.isAbsent(Json.get(way, "collections"))) {
        text(Json.get(way, "space"), "the space");
      }
    }
  }

  /** Checks and copies the options of {@code holdfastServer}. */
  static Json server(Json options) {
    object(options, "what holdfastServer() takes");
    text(Json.get(options, "space"), "the space");
    Json url = Json.get(options, "url");
    Json headers = Json.get(options, "headers");
    if (!Json.isAbsent(url)) {
      text(url, "the url");
    }
    if (!Json.isAbsent(headers)) {
      function(headers, "headers");
    }
    return Json.copy(options);
  }

  /** Checks and copies the options of {@code rest}. */
  static Json rest(Json options) {
    object(options, "what rest() takes");
    Json collections = Json.get(options, "collections");
    object(collections, "collections");
    Json names = Json.keys(collections);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      text(Json.get(collections, Json.at(names, i)), "the URL of a collection");
    }
    Json headers = Json.get(options, "headers");
    if (!Json.isAbsent(headers)) {
      function(headers, "headers");
    }
    return Json.copy(options);
  }

  static void function(Json value, String what) {
    if (!isFunction(value)) {
      throw typeError(what + " must be a function");
    }
  }

  private static void yesOrNo(Json value, String what) {
    if (!isYesOrNo(value)) {
      throw typeError(what + " must be true or false");
    }
  }

  @JSBody(params = "v", script = "return typeof v === 'boolean';")
  private static native boolean isYesOrNo(Json v);

  private static void object(Json value, String what) {
    if (!Json.isObject(value)) {
      throw typeError(what + " must be an object");
    }
  }

  static String text(Json value, String what) {
    if (!Json.isString(value)) {
      throw typeError(what + " must be a string");
    }
    return Json.text(value);
  }

  /** Always throws. It has a result type so that callers can write {@code throw}. */
  @JSBody(params = "message", script = "throw new TypeError(message);")
  static native RuntimeException typeError(String message);

  @JSBody(params = "v", script = "return typeof v === 'function';")
  private static native boolean isFunction(Json v);

  @JSBody(params = "v", script = "return Number.isSafeInteger(v) && v > 0;")
  private static native boolean isVersion(Json v);

  @JSBody(params = "v", script = "return v instanceof Blob;")
  static native boolean isBlob(Json v);
}
