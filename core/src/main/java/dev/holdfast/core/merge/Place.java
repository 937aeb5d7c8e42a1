package dev.holdfast.core.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A place of an element among its neighbours in a list: a text of the digits {@code 0-9A-Za-z}.
 * Places sort as texts. Between any two different places there is another one.
 *
 * <p>A place is an integer and perhaps a fraction. The integer's first letter gives its sign and
 * its number of digits: {@code a0} is 0, {@code az} 61, {@code b00} 62, {@code "Zz"} -1, {@code
 * "Zy"} -2. So an element put first or last gets a short place, however long the list is. The
 * fraction is any digits behind it, and does not end in {@code 0}.
 */
public final class Place {
  /** Longest place that is valid. */
  public static final int LONGEST = 128;

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private static final int BASE = 62;
  private static final String ZERO = "a0";

  /** Begins the places of elements that have none. No list is so long that it reaches them. */
  private static final char ARRIVED = 'k';

  private Place() {}

  /** Whether the text is a place. */
  public static boolean isValid(String text) {
    int length = text.length();
    if (length < 2 || length > LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (digit(text, i) < 0) {
        return false;
      }
    }
    int whole = size(text);
    return text.charAt(0) > '9'
        && whole <= length
        && (whole == length || text.charAt(length - 1) != '0');
  }

  /** The place of the element at {@code index} of a list that nobody has changed. */
  public static String at(int index) {
    int digits = 1;
    double first = 0;
    for (double many = BASE; index >= first + many; many *= BASE) {
      first += many;
      digits++;
    }
    return integer((char) ('a' + digits - 1), index - first);
  }

  /**
   * The place of an element that has none, by the version that it came with. It is behind all
   * places that were given.
   */
  public static String arrived(double version) {
    return integer(ARRIVED, version);
  }

  private static String integer(char head, double number) {
    String digits = "";
    double rest = number;
    for (int i = size(head); i > 1; i--) {
      double next = Math.floor(rest / BASE);
      digits = letter((int) (rest - next * BASE)) + digits;
      rest = next;
    }
    return head + digits;
  }

  /**
   * Places for elements next to each other.
   *
   * @param left the place before them; empty if they come first
   * @param right the place behind them, greater than {@code left}; empty if they come last
   * @return {@code count} ascending places; none if there is no room before {@code right}
   */
  public static List<String> between(String left, String right, int count) {
    List<String> out = new ArrayList<>();
    if (right.isEmpty()) {
      String last = left;
      for (int i = 0; i < count; i++) {
        String next = last.isEmpty() ? ZERO : next(whole(last), 1);
        last = next.isEmpty() ? whole(last) + fractionBetween(fraction(last), "") : next;
        out.add(last);
      }
    } else if (left.isEmpty()) {
      String first = right;
      for (int i = 0; i < count; i++) {
        String whole = whole(first);
        String fraction = fraction(first);
        String before = next(whole, -1);
        if (before.isEmpty() && fraction.isEmpty()) {
          return List.of();
        }
        first = before.isEmpty() ? whole + fractionBetween("", fraction) : before;
        out.add(first);
      }
      Collections.reverse(out);
    } else {
      halve(left, right, count, out);
    }
    return out;
  }

  private static void halve(String left, String right, int count, List<String> out) {
    if (count > 0) {
      String middle = between(left, right);
      halve(left, middle, count / 2, out);
      out.add(middle);
      halve(middle, right, count - count / 2 - 1, out);
    }
  }

  private static String between(String left, String right) {
    String below = whole(left);
    boolean same = below.equals(whole(right));
    String above = same ? right : next(below, 1);
    return above.compareTo(right) < 0
        ? above
        : below + fractionBetween(fraction(left), same ? fraction(right) : "");
  }

  /** A fraction between two; {@code high} is empty for 1. */
  private static String fractionBetween(String low, String high) {
    String out = "";
    boolean bounded = !high.isEmpty();
    for (int i = 0; ; i++) {
      int from = i < low.length() ? digit(low, i) : 0;
      int to = !bounded ? BASE : i < high.length() ? digit(high, i) : 0;
      if (to - from > 1) {
        return out + letter((from + to) / 2);
      }
      if (to - from == 1 && bounded && i + 1 < high.length()) {
        return out + letter(to);
      }
      bounded &= to == from;
      out += letter(from);
    }
  }

  /** The integer that follows or precedes an integer; empty if that is the last or the first. */
  private static String next(String integer, int step) {
    String behind = "";
    for (int i = integer.length() - 1; i > 0; i--) {
      int moved = digit(integer, i) + step;
      behind = letter((moved + BASE) % BASE) + behind;
      if (moved >= 0 && moved < BASE) {
        return integer.substring(0, i) + behind;
      }
    }
    char head = integer.charAt(0);
    if (head == (step > 0 ? 'z' : 'A')) {
      return "";
    }
    char to = head == 'a' && step < 0 ? 'Z' : head == 'Z' && step > 0 ? 'a' : (char) (head + step);
    return integer(to, step > 0 ? 0 : Math.pow(BASE, size(to) - 1) - 1);
  }

  private static String whole(String place) {
    return place.substring(0, size(place));
  }

  private static String fraction(String place) {
    return place.substring(size(place));
  }

  /** The length of the integer, with its first letter. */
  private static int size(String place) {
    return size(place.charAt(0));
  }

  private static int size(char head) {
    return head >= 'a' ? head - 'a' + 2 : 'Z' - head + 2;
  }

  private static int digit(String text, int at) {
    return DIGITS.indexOf(text.charAt(at));
  }

  private static String letter(int digit) {
    return DIGITS.substring(digit, digit + 1);
  }
}
