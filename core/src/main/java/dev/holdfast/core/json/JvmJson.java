package dev.holdfast.core.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The JVM's side of {@link Json}. */
sealed interface JvmJson extends Json {
  Json NULL = Constant.NULL_VALUE;
  Json TRUE = Constant.TRUE_VALUE;

  int kind();

  static Json absent() {
    return Constant.ABSENT_VALUE;
  }

  static Json of(boolean value) {
    return value ? Constant.TRUE_VALUE : Constant.FALSE_VALUE;
  }

  static Map<String, Json> fields(Json object) {
    return ((Fields) object).fields();
  }

  static List<Json> items(Json array) {
    return ((Items) array).items();
  }

  static Json get(Json object, String key) {
    Json value = fields(object).get(key);
    return value == null ? absent() : value;
  }

  static Json keys(Json object) {
    Items keys = new Items();
    fields(object).keySet().forEach(key -> keys.items().add(new Text(key)));
    return keys;
  }

  static Json sortedKeys(Json object) {
    Items keys = new Items();
    new TreeSet<>(fields(object).keySet()).forEach(key -> keys.items().add(new Text(key)));
    return keys;
  }

  static Json copy(Json object) {
    return new Fields(new LinkedHashMap<>(fields(object)));
  }

  static String canonical(Json value) {
    StringBuilder out = new StringBuilder();
    CanonicalWriter.write(value, out);
    return out.toString();
  }

  enum Constant implements JvmJson {
    ABSENT_VALUE(ABSENT),
    NULL_VALUE(Json.NULL),
    TRUE_VALUE(BOOLEAN),
    FALSE_VALUE(BOOLEAN);

    private final int kind;

    Constant(int kind) {
      this.kind = kind;
    }

    @Override
    public int kind() {
      return kind;
    }
  }

  record Text(String value) implements JvmJson {
    @Override
    public int kind() {
      return STRING;
    }
  }

  record Numeric(double value) implements JvmJson {
    @Override
    public int kind() {
      return NUMBER;
    }
  }

  record Items(List<Json> items) implements JvmJson {
    Items() {
      this(new ArrayList<>());
    }

    @Override
    public int kind() {
      return ARRAY;
    }
  }

  record Fields(Map<String, Json> fields) implements JvmJson {
    Fields() {
      this(new LinkedHashMap<>());
    }

    @Override
    public int kind() {
      return OBJECT;
    }
  }
}
