package dev.holdfast.server.files;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises file names that build tools made from a content hash ({@code app.3f2a9c1b.js}, {@code
 * index-DiwT9gXa.css}). A name that is wrongly taken for a hashed one would keep a browser on old
 * content for a year. So if in doubt, the name counts as not hashed.
 */
final class HashedName {
  private static final Pattern TOKEN = Pattern.compile("[.-]([A-Za-z0-9_]{8,64})(?=\\.)");

  private HashedName() {}

  static boolean matches(String name) {
    Matcher token = TOKEN.matcher(name);
    while (token.find()) {
      if (isHash(token.group(1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHash(String token) {
    long digits = token.chars().filter(c -> c >= '0' && c <= '9').count();
    long upper = token.chars().filter(c -> c >= 'A' && c <= 'Z').count();
    long hexLetters = token.chars().filter(c -> c >= 'a' && c <= 'f').count();
    if (digits > 0 && hexLetters > 0 && digits + hexLetters == token.length()) {
      return true;
    }
    boolean mixed = digits > 0 && upper > 1 && digits + upper < token.length();
    return token.length() == 8 && mixed;
  }
}
