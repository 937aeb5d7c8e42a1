package dev.holdfast.core.gen;

import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** JSON values with many edge cases, and edits as people and programs make them. */
public final class Values {
  private static final String[] KEYS = {
    "a",
    "b",
    "c",
    "id",
    "",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "length",
    "~",
    "/",
    "~1",
    "a/b",
    "0",
    "1",
    "10",
    "-1",
    "\u00e9",
    "\u20ac",
    "\ufb33",
    "\ud83d\ude00",
    "\u2028",
    "\u0000",
    "\"",
    "\\"
  };
  private static final String[] TEXTS = {
    "",
    "x",
    "y",
    "0",
    "null",
    "__proto__",
    "\u2028\u2029",
    "\ud83d\ude00",
    "\u007f\u0080",
    "\ufeff",
    "\"\\/\b\f\n\r\t",
    "\u0000\u001f",
    "e\u0301",
    "\u00e9",
    "\uffff",
    "~0~1/",
    "</script>"
  };
  private static final double[] NUMBERS = {
    0,
    1,
    2,
    -1,
    -0.0,
    0.1,
    1e21,
    1e20,
    1e-6,
    1e-7,
    5e-324,
    2.2250738585072014e-308,
    1.7976931348623157e308,
    9007199254740991.0,
    9007199254740992.0,
    9007199254740994.0,
    -9007199254740993.0,
    2e23,
    4.5,
    0.000001,
    333333333.3333333,
    1e23,
    123456789012345680000.0
  };
  private static final String[] IDS = {"1", "2", "3", "4", "5", "a", "__proto__", "é", "~/", "10"};

  private static final int DEEPEST = 4;

  private Values() {}

  /** Any JSON value. */
  public static Json value(Choices c) {
    return value(c, 0);
  }

  /** Any JSON value, or absent. */
  public static Json document(Choices c) {
    return c.oneIn(6) ? Json.absent() : value(c, 0);
  }

  /** An array of objects with ids. */
  public static Json list(Choices c) {
    return keyed(c, 0);
  }

  private static Json value(Choices c, int depth) {
    return switch (c.below(depth < DEEPEST ? 12 : 6)) {
      case 0 -> Json.of(number(c));
      case 1 -> Json.of(text(c));
      case 2 -> Json.of(c.below(2) == 1);
      case 3 -> Json.nul();
      case 4 -> Json.object();
      case 5 -> Json.array();
      case 6 -> array(c, depth);
      case 7, 8 -> keyed(c, depth);
      default -> object(c, depth);
    };
  }

  public static String key(Choices c) {
    return c.of(KEYS);
  }

  /** A text without lone surrogates. */
  public static String text(Choices c) {
    StringBuilder out = new StringBuilder(c.of(TEXTS));
    while (c.oneIn(3)) {
      out.append(c.of(TEXTS));
    }
    return out.toString();
  }

  /** A finite double: an edge case, a small or big integer, a price, or random bits. */
  public static double number(Choices c) {
    return switch (c.below(5)) {
      case 0 -> NUMBERS[c.below(NUMBERS.length)];
      case 1 -> c.below(1000) / 100.0;
      case 2 -> (c.bits() >> c.below(64)) * (c.below(2) == 0 ? 1.0 : -1.0);
      case 3 -> Math.scalb(1.0, c.below(2098) - 1074);
      default -> finite(c.bits());
    };
  }

  private static double finite(long bits) {
    double any = Double.longBitsToDouble(bits);
    return Double.isNaN(any) || Double.isInfinite(any) ? 0 : any;
  }

  private static Json object(Choices c, int depth) {
    Json object = Json.object();
    while (c.below(3) != 0) {
      Json.set(object, key(c), value(c, depth + 1));
    }
    return object;
  }

  private static Json array(Choices c, int depth) {
    Json array = Json.array();
    while (c.below(3) != 0) {
      Json.push(array, value(c, depth + 1));
    }
    return array;
  }

  /** An array of objects with ids. Mostly unique ones, but some are duplicate, empty or missing. */
  private static Json keyed(Choices c, int depth) {
    Json array = Json.array();
    for (String id : ids(c)) {
      Json.push(array, element(c, id, depth));
    }
    if (c.oneIn(10)) {
      Json.push(
          array,
          switch (c.below(3)) {
            case 0 -> element(c, IDS[0], depth);
            case 1 -> element(c, "", depth);
            default -> Json.object();
          });
    }
    return array;
  }

  private static Json element(Choices c, String id, int depth) {
    Json element = object(c, depth + 2);
    Json.set(element, "id", Json.of(id));
    return element;
  }

  /** Distinct ids in any order. */
  private static List<String> ids(Choices c) {
    Set<String> ids = new LinkedHashSet<>();
    while (c.below(5) != 0) {
      ids.add(c.of(IDS));
    }
    return new ArrayList<>(ids);
  }

  // --- edits ---

  /** {@code base} after a few edits, or something new. */
  public static Json edited(Choices c, Json base) {
    Json value = base;
    while (c.below(3) != 0) {
      value = c.oneIn(12) ? document(c) : edit(c, value, 0);
    }
    return value;
  }

  private static Json edit(Choices c, Json value, int depth) {
    return switch (Json.kind(value)) {
      case Json.OBJECT -> editField(c, value, depth);
      case Json.ARRAY -> editItems(c, value, depth);
      default -> value(c, depth);
    };
  }

  private static Json editField(Choices c, Json object, int depth) {
    Json out = Json.copy(object);
    Json keys = Json.keys(object);
    int n = Json.size(keys);
    if (n == 0 || c.below(3) == 0) {
      Json.set(out, key(c), value(c, depth + 1));
      return out;
    }
    Json key = Json.at(keys, c.below(n));
    if (c.below(4) == 0) {
      Json.remove(out, key);
    } else {
      Json.set(out, key, edit(c, Json.get(object, key), depth + 1));
    }
    return out;
  }

  private static Json editItems(Choices c, Json array, int depth) {
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < Json.size(array); i++) {
      items.add(Json.at(array, i));
    }
    if (items.isEmpty()) {
      return c.below(2) == 0 ? keyed(c, depth) : array(c, depth);
    }
    int at = c.below(items.size());
    switch (c.below(4)) {
      case 0 -> items.set(at, edit(c, items.get(at), depth + 1));
      case 1 -> items.remove(at);
      case 2 -> items.add(c.below(items.size()), items.remove(at));
      default -> items.add(at, element(c, c.of(IDS), depth));
    }
    return arrayOf(items);
  }

  /** An array of distinct ids. */
  public static Json order(Choices c) {
    return texts(ids(c));
  }

  /** {@code order}, an array of ids, with some removed, moved and inserted. */
  public static Json reordered(Choices c, Json order) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < Json.size(order); i++) {
      ids.add(Json.text(Json.at(order, i)));
    }
    return texts(reordered(c, ids));
  }

  private static Json texts(List<String> texts) {
    return arrayOf(texts.stream().map(Json::of).toList());
  }

  private static List<String> reordered(Choices c, List<String> ids) {
    List<String> out = new ArrayList<>(ids);
    while (c.below(4) != 0) {
      String id = c.of(IDS);
      out.remove(id);
      if (c.below(3) != 0) {
        out.add(c.below(out.size() + 1), id);
      }
    }
    return out;
  }

  public static Json arrayOf(List<Json> items) {
    Json array = Json.array();
    items.forEach(item -> Json.push(array, item));
    return array;
  }
}
