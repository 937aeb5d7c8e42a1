package dev.holdfast.core.json;

/** Equality of canonical forms without building them. */
final class Equality {
  private Equality() {}

  static boolean of(Json a, Json b) {
    int kind = Json.kind(a);
    if (kind != Json.kind(b)) {
      return false;
    }
    return switch (kind) {
      case Json.OBJECT -> sameFields(a, b);
      case Json.ARRAY -> sameItems(a, b);
      case Json.STRING -> Json.sameText(a, b);
      case Json.NUMBER -> Json.number(a) == Json.number(b);
      case Json.BOOLEAN -> Json.isTrue(a) == Json.isTrue(b);
      default -> true;
    };
  }

  private static boolean sameFields(Json a, Json b) {
    Json keys = Json.keys(a);
    int n = Json.size(keys);
    if (n != Json.size(Json.keys(b))) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      Json key = Json.at(keys, i);
      if (!Json.equal(Json.get(a, key), Json.get(b, key))) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameItems(Json a, Json b) {
    int n = Json.size(a);
    if (n != Json.size(b)) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (!Json.equal(Json.at(a, i), Json.at(b, i))) {
        return false;
      }
    }
    return true;
  }
}
