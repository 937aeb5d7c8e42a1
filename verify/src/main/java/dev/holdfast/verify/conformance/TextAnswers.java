package dev.holdfast.verify.conformance;

import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Java's texts answer. In a browser they are JavaScript's. */
final class TextAnswers {
  /** An object that is equal to others without being a text. */
  private record Named(String name) {}

  private TextAnswers() {}

  /** The answers for two texts, as an array. */
  static Json of(String a, String b) {
    Json answers = Json.array();
    int half = a.length() / 2;
    int point = a.isEmpty() ? 'x' : a.codePointAt(half);
    Json.push(answers, Json.of(Integer.signum(a.compareTo(b))));
    Json.push(answers, Json.of(a.hashCode()));
    Json.push(answers, Json.of(a.indexOf(b)));
    Json.push(answers, Json.of(a.indexOf(b, half)));
    Json.push(answers, Json.of(a.indexOf(b, -1)));
    Json.push(answers, Json.of(a.indexOf(b, a.length() + 1)));
    Json.push(answers, Json.of(a.indexOf(point)));
    Json.push(answers, Json.of(a.indexOf(point, half)));
    Json.push(answers, Json.of(a.lastIndexOf(point)));
    Json.push(answers, Json.of(a.startsWith(b)));
    Json.push(answers, Json.of(a.endsWith(b)));
    Json.push(answers, Json.of(a.contains(b)));
    Json.push(answers, Json.of(a.isEmpty()));
    Json.push(answers, codes(a.substring(half)));
    Json.push(answers, codes(a.substring(half, a.length())));
    Json.push(answers, codes(a.replace('e', '_')));
    Json.push(answers, codes(b.isEmpty() ? a : a.replace(b, "$&")));
    if (!a.isEmpty()) {
      Json.push(answers, codes(String.valueOf(a.charAt(half))));
    }
    asObjects(answers, a, b);
    listed(answers, a, b);
    joined(answers, a, b, b.isEmpty() ? null : b);
    return answers;
  }

  private static void asObjects(Json answers, String a, String b) {
    Map<Object, Integer> map = new HashMap<>();
    map.put(a, 1);
    map.put(new Named(a), 2);
    map.put(1, 3);
    for (Object key : List.of(a, b, new Named(a), new Named(b), 1, 2)) {
      Integer found = map.get(key);
      Json.push(answers, Json.of(found == null ? 0 : found));
      Json.push(answers, Json.of(key instanceof String));
      Json.push(answers, Json.of(key instanceof CharSequence));
      Json.push(answers, Json.of(a.equals(key)));
      Json.push(answers, Json.of(key.equals(a)));
    }
    Json.push(answers, Json.of(List.of("one", a).contains(b)));
    Json.push(answers, Json.of(kind(a) + 10 * kind(b)));
  }

  /** A list that grows, shrinks, and is sorted by less than its elements are. */
  private static void listed(Json answers, String a, String b) {
    List<String> list = new ArrayList<>(2);
    for (int i = 0; i < 12; i++) {
      list.add(i % 2 == 0 ? a + i : b + i);
    }
    list.add(3, b);
    list.remove(7);
    list.addAll(List.of(b, a));
    list.sort((one, other) -> Integer.compare(one.length(), other.length()));
    list.removeIf(one -> one.startsWith(b) && one.endsWith("4"));
    list.set(1, a);
    Json.push(answers, Json.of(list.size()));
    list.forEach(one -> Json.push(answers, codes(one)));
    list.clear();
    list.add(b);
    list.sort((one, other) -> one.compareTo(other));
    Json.push(answers, Json.of(list.size()));
  }

  /** Two of these texts have the same hash. */
  private static int kind(String text) {
    return switch (text) {
      case "" -> 1;
      case "a", "b" -> 2;
      case "Aa" -> 3;
      case "BB" -> 4;
      default -> text.length() > 3 ? 5 : 6;
    };
  }

  @SuppressWarnings("UnnecessaryStringBuilder") // what it does is what is compared
  private static void joined(Json answers, String a, String b, @Nullable String perhaps) {
    String sum = a + b;
    sum += perhaps;
    sum = perhaps + sum;
    Json.push(answers, codes(sum));
    Json.push(answers, codes("" + perhaps));
    Json.push(answers, codes(perhaps + perhaps));
    Json.push(answers, codes(perhaps + perhaps + 1 + true + 'c' + 0.5 + 7L));
    Json.push(answers, codes(1 + 2 + a + 1 + 2));
    Json.push(
        answers, codes(new StringBuilder(a).append(b).append(perhaps).append('c').toString()));
  }

  /** The chars as numbers: half of a pair is no JSON. */
  private static Json codes(String text) {
    Json codes = Json.array();
    for (int i = 0; i < text.length(); i++) {
      Json.push(codes, Json.of((double) text.charAt(i)));
    }
    return codes;
  }
}
