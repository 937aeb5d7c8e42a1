package dev.holdfast.core.json;

import org.teavm.jso.JSBody;

/**
 * The browser's side of {@link Json}: each method is one JavaScript expression, inlined by the
 * compiler.
 */
final class JsJson {
  private JsJson() {}

  @JSBody(script = "return void 0;")
  static native Json absent();

  @JSBody(script = "return null;")
  static native Json nul();

  @JSBody(params = "v", script = "return v;")
  static native Json of(String v);

  @JSBody(params = "v", script = "return v;")
  static native Json of(double v);

  @JSBody(params = "v", script = "return !!v;")
  static native Json of(boolean v);

  @JSBody(script = "return {};")
  static native Json object();

  @JSBody(script = "return [];")
  static native Json array();

  static int kind(Json v) {
    return isString(v)
        ? Json.STRING
        : isNumber(v)
            ? Json.NUMBER
            : isAbsent(v)
                ? Json.ABSENT
                : isNull(v)
                    ? Json.NULL
                    : isBoolean(v) ? Json.BOOLEAN : isArray(v) ? Json.ARRAY : Json.OBJECT;
  }

  @JSBody(params = "v", script = "return v === void 0;")
  static native boolean isAbsent(Json v);

  @JSBody(params = "v", script = "return v === null;")
  static native boolean isNull(Json v);

  @JSBody(params = "v", script = "return typeof v === 'boolean';")
  static native boolean isBoolean(Json v);

  @JSBody(params = "v", script = "return typeof v === 'number';")
  static native boolean isNumber(Json v);

  @JSBody(params = "v", script = "return typeof v === 'string';")
  static native boolean isString(Json v);

  @JSBody(params = "v", script = "return Array.isArray(v);")
  static native boolean isArray(Json v);

  @JSBody(params = "v", script = "return v;")
  static native String text(Json v);

  @JSBody(params = "v", script = "return v;")
  static native double number(Json v);

  @JSBody(params = "v", script = "return v === true;")
  static native boolean isTrue(Json v);

  @JSBody(
      params = {"o", "k"},
      script = "return Object.prototype.hasOwnProperty.call(o, k) ? o[k] : void 0;")
  static native Json get(Json o, Json k);

  @JSBody(
      params = {"o", "k", "v"},
      script =
          "if (k === '__proto__') Object.defineProperty(o, k, {value: v, writable: true,"
              + " enumerable: true, configurable: true}); else o[k] = v;")
  static native void set(Json o, Json k, Json v);

  @JSBody(
      params = {"o", "k"},
      script = "delete o[k];")
  static native void remove(Json o, Json k);

  @JSBody(params = "o", script = "return Object.keys(o);")
  static native Json keys(Json o);

  @JSBody(params = "a", script = "return a.sort();")
  static native Json sort(Json a);

  @JSBody(
      params = "a",
      script =
          "a.sort((one, two) => one[0] - two[0] || (one[1] < two[1] ? -1 : one[1] > two[1] ? 1 : 0));")
  static native void sortPairs(Json a);

  @JSBody(params = "o", script = "return Object.fromEntries(Object.entries(o));")
  static native Json copy(Json o);

  @JSBody(params = "a", script = "return a.length;")
  static native int size(Json a);

  @JSBody(
      params = {"a", "i"},
      script = "return a[i];")
  static native Json at(Json a, int i);

  @JSBody(
      params = {"a", "v"},
      script = "a.push(v);")
  static native void push(Json a, Json v);

  @JSBody(
      params = {"a", "b"},
      script = "return a < b ? -1 : a > b ? 1 : 0;")
  static native int compare(Json a, Json b);

  @JSBody(
      params = {"a", "b"},
      script = "return a === b;")
  static native boolean same(Json a, Json b);

  @JSBody(
      params = {"s", "i"},
      script = "return s.charCodeAt(i);")
  static native int charAt(Json s, int i);

  @JSBody(
      params = {"a", "b"},
      script = "return a + b;")
  static native Json concat(Json a, Json b);

  @JSBody(
      params = {"s", "a", "b"},
      script = "return s.slice(a, b);")
  static native Json slice(Json s, int a, int b);

  @JSBody(params = "v", script = "return JSON.stringify(v);")
  static native String stringify(Json v);

  @JSBody(params = "v", script = "return JSON.stringify(v);")
  private static native Json scalar(Json v);

  @JSBody(params = "t", script = "try { return JSON.parse(t); } catch (error) { return void 0; }")
  static native Json parseOrAbsent(String t);

  static Json parse(String text) {
    Json value = parseOrAbsent(text);
    if (isAbsent(value)) {
      throw new JsonException("not JSON", 0);
    }
    check(value, 0);
    return value;
  }

  /** Refuses what JavaScript parses but I-JSON forbids. Never recurses deeper than allowed. */
  private static void check(Json v, int depth) {
    boolean object = kind(v) == Json.OBJECT;
    if (object || isArray(v)) {
      if (depth == Json.MAX_DEPTH) {
        throw new JsonException("nested deeper than " + Json.MAX_DEPTH, 0);
      }
      Json items = object ? keys(v) : v;
      for (int i = 0, n = size(items); i < n; i++) {
        Json item = at(items, i);
        check(item, depth + 1);
        if (object) {
          check(get(v, item), depth + 1);
        }
      }
    } else if (!isWellFormed(v)) {
      throw new JsonException("a lone surrogate, or a number beyond a double", 0);
    }
  }

  @JSBody(
      params = "v",
      script =
          "return typeof v === 'number' ? isFinite(v) : !new RegExp('\\\\p{Cs}', 'u').test(v);")
  private static native boolean isWellFormed(Json v);

  static Json canonical(Json v) {
    Json ordered = ordered(v);
    return isAbsent(ordered) ? joined(v) : scalar(ordered);
  }

  /**
   * The value with the fields of all objects in canonical order, so that JavaScript prints it so.
   * Absent if it would not: it has an order of its own for fields that are numbers.
   */
  private static Json ordered(Json v) {
    boolean array = isArray(v);
    if (!array && kind(v) != Json.OBJECT) {
      return v;
    }
    Json out = array ? array() : object();
    Json keys = array ? v : sort(keys(v));
    for (int i = 0, n = size(keys); i < n; i++) {
      Json key = at(keys, i);
      if (!array && size(key) > 0 && charAt(key, 0) >= '0' && charAt(key, 0) <= '9') {
        return absent();
      }
      Json item = ordered(array ? key : get(v, key));
      if (isAbsent(item)) {
        return item;
      }
      if (array) {
        push(out, item);
      } else {
        set(out, key, item);
      }
    }
    return out;
  }

  private static Json joined(Json v) {
    if (isArray(v)) {
      Json out = of("[");
      for (int i = 0, n = size(v); i < n; i++) {
        out = concat(i == 0 ? out : concat(out, of(",")), joined(at(v, i)));
      }
      return concat(out, of("]"));
    }
    if (kind(v) == Json.OBJECT) {
      Json out = of("{");
      Json keys = sort(keys(v));
      for (int i = 0, n = size(keys); i < n; i++) {
        Json key = at(keys, i);
        out = concat(i == 0 ? out : concat(out, of(",")), concat(scalar(key), of(":")));
        out = concat(out, joined(get(v, key)));
      }
      return concat(out, of("}"));
    }
    return scalar(v);
  }
}
