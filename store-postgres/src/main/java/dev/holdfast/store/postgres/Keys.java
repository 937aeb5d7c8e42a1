package dev.holdfast.store.postgres;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Keys as PostgreSQL can have them. Its text has no U+0000, and an entry of an index ends at 2,704
 * bytes.
 *
 * <p>U+0000 and U+0001 are written as U+0001 and a digit. A key of more than {@link #LONGEST} bytes
 * is its SHA-256, behind U+0001 and a number sign, so it is like no other key.
 */
final class Keys {
  /** Four keys of this length fit into an entry of an index. */
  static final int LONGEST = 600;

  private static final char ESCAPE = 1;
  private static final String BETWEEN = ESCAPE + "|";

  private Keys() {}

  /** The key as it stands in a column. */
  static String of(String text) {
    String plain = escape(text);
    if (plain.length() * 3 <= LONGEST) {
      return plain;
    }
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST ? plain : ESCAPE + "#" + HexFormat.of().formatHex(hash(bytes));
  }

  /** Text as it stands in a column that is no key. */
  static String escape(String text) {
    if (text.indexOf(0) < 0 && text.indexOf(ESCAPE) < 0) {
      return text;
    }
    return text.replace("\u0001", "\u00011").replace("\u0000", "\u00010");
  }

  private static String unescape(String text) {
    return text.indexOf(ESCAPE) < 0
        ? text
        : text.replace("\u00010", "\u0000").replace("\u00011", "\u0001");
  }

  /** Both names of a document in full, if a key has one of them shortened; else null. */
  static @Nullable String names(String collection, String doc) {
    return of(collection).startsWith(ESCAPE + "#") || of(doc).startsWith(ESCAPE + "#")
        ? escape(collection) + BETWEEN + escape(doc)
        : null;
  }

  /** The collection of a row of documents. */
  static String collection(String key, @Nullable String names) {
    return unescape(names == null ? key : names.substring(0, names.indexOf(BETWEEN)));
  }

  /** The document's id of a row of documents. */
  static String doc(String key, @Nullable String names) {
    return unescape(
        names == null ? key : names.substring(names.indexOf(BETWEEN) + BETWEEN.length()));
  }

  private static byte[] hash(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each Java platform has it
    }
  }
}
