package dev.holdfast.core.merge;

import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a set of documents, whatever their order: the sum modulo 2^128 of one 128-bit hash
 * per document. A change costs one subtraction and one addition. It detects divergence; it does not
 * protect against forged documents.
 *
 * <p>A document's hash is MurmurHash3 x86_128 with seed 0 (Austin Appleby, public domain) over the
 * UTF-16 code units, little-endian, of the canonical form of {@code [collection, doc, value]}, and
 * {@code [collection, doc, value, place]} if it has a place.
 *
 * @param a the most significant 32 bits; in murmur's output they come last
 */
public record StateHash(int a, int b, int c, int d) {
  /** The hash of no documents. */
  public static final StateHash EMPTY = new StateHash(0, 0, 0, 0);

  private static final String HEX = "0123456789abcdef";
  private static final int C1 = 0x239b961b;
  private static final int C2 = 0xab0e9789;
  private static final int C3 = 0x38b34ae5;
  private static final int C4 = 0xa1e38b93;

  /** The hash of one document with its {@link Placed} content; {@link #EMPTY} if it is absent. */
  public static StateHash of(String collection, String doc, Json content) {
    if (Json.isAbsent(content)) {
      return EMPTY;
    }
    Json document = Json.array();
    Json.push(document, Json.of(collection));
    Json.push(document, Json.of(doc));
    Json.push(document, Placed.value(content));
    Json place = Placed.place(content);
    if (Json.isString(place)) {
      Json.push(document, place);
    }
    return murmur(Json.canonical(document));
  }

  /**
   * The same from canonical texts, where they are known.
   *
   * @param value of the document
   * @param place null if it has none
   */
  public static StateHash ofText(
      String collection, String doc, String value, @Nullable String place) {
    String names = Json.stringify(Json.of(collection)) + "," + Json.stringify(Json.of(doc));
    String rest = place == null ? "]" : "," + Json.stringify(Json.of(place)) + "]";
    return murmur(Json.of("[" + names + "," + value + rest));
  }

  private static StateHash murmur(Json text) {
    int length = Json.length(text);
    int h1 = 0;
    int h2 = 0;
    int h3 = 0;
    int h4 = 0;
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      h1 ^= mix1(word(text, i));
      h1 = (Integer.rotateLeft(h1, 19) + h2) * 5 + 0x561ccd1b;
      h2 ^= mix2(word(text, i + 2));
      h2 = (Integer.rotateLeft(h2, 17) + h3) * 5 + 0x0bcaa747;
      h3 ^= mix3(word(text, i + 4));
      h3 = (Integer.rotateLeft(h3, 15) + h4) * 5 + 0x96cd1c35;
      h4 ^= mix4(word(text, i + 6));
      h4 = (Integer.rotateLeft(h4, 13) + h1) * 5 + 0x32ac3b17;
    }
    int rest = length - i;
    if (rest > 6) {
      h4 ^= mix4(tail(text, i + 6, length));
    }
    if (rest > 4) {
      h3 ^= mix3(tail(text, i + 4, length));
    }
    if (rest > 2) {
      h2 ^= mix2(tail(text, i + 2, length));
    }
    if (rest > 0) {
      h1 ^= mix1(tail(text, i, length));
    }
    int bytes = length * 2;
    h1 ^= bytes;
    h2 ^= bytes;
    h3 ^= bytes;
    h4 ^= bytes;
    h1 += h2 + h3 + h4;
    h2 += h1;
    h3 += h1;
    h4 += h1;
    h1 = avalanche(h1);
    h2 = avalanche(h2);
    h3 = avalanche(h3);
    h4 = avalanche(h4);
    h1 += h2 + h3 + h4;
    h2 += h1;
    h3 += h1;
    h4 += h1;
    return new StateHash(h4, h3, h2, h1);
  }

  private static int word(Json text, int i) {
    return Json.charAt(text, i) | Json.charAt(text, i + 1) << 16;
  }

  private static int tail(Json text, int i, int length) {
    return i + 1 < length ? word(text, i) : Json.charAt(text, i);
  }

  private static int mix1(int k) {
    return Integer.rotateLeft(k * C1, 15) * C2;
  }

  private static int mix2(int k) {
    return Integer.rotateLeft(k * C2, 16) * C3;
  }

  private static int mix3(int k) {
    return Integer.rotateLeft(k * C3, 17) * C4;
  }

  private static int mix4(int k) {
    return Integer.rotateLeft(k * C4, 18) * C1;
  }

  private static int avalanche(int h) {
    h = (h ^ h >>> 16) * 0x85ebca6b;
    h = (h ^ h >>> 13) * 0xc2b2ae35;
    return h ^ h >>> 16;
  }

  public StateHash plus(StateHash other) {
    int d1 = d + other.d;
    int carry = less(d1, d) ? 1 : 0;
    int c1 = c + other.c;
    int c2 = c1 + carry;
    carry = less(c1, c) || less(c2, c1) ? 1 : 0;
    int b1 = b + other.b;
    int b2 = b1 + carry;
    carry = less(b1, b) || less(b2, b1) ? 1 : 0;
    return new StateHash(a + other.a + carry, b2, c2, d1);
  }

  public StateHash minus(StateHash other) {
    StateHash complement = new StateHash(~other.a, ~other.b, ~other.c, ~other.d);
    return plus(complement).plus(new StateHash(0, 0, 0, 1));
  }

  private static boolean less(int x, int y) {
    return x + Integer.MIN_VALUE < y + Integer.MIN_VALUE;
  }

  /** 32 lower-case hex digits. */
  public String hex() {
    return digits(a) + digits(b) + digits(c) + digits(d);
  }

  private static String digits(int word) {
    String out = "";
    for (int shift = 28; shift >= 0; shift -= 4) {
      out += HEX.charAt(word >>> shift & 15);
    }
    return out;
  }

  /** The hash that {@link #hex} wrote; upper-case digits count too. */
  public static StateHash parse(String hex) {
    return new StateHash(word(hex, 0), word(hex, 8), word(hex, 16), word(hex, 24));
  }

  private static int word(String hex, int from) {
    int word = 0;
    for (int i = from; i < from + 8; i++) {
      word = word << 4 | HEX.indexOf(hex.charAt(i) | 32);
    }
    return word;
  }
}
