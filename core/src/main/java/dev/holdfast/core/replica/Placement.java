package dev.holdfast.core.replica;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.Place;
import dev.holdfast.core.merge.Placed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the elements of a list their {@link Place places}. As many as possible keep the place that
 * they have. So an insertion or a move changes one document, however long the list is.
 *
 * <p>Places grow when many elements are put between the same two. Before one gets too long, its
 * neighbours get new places too, all of them short.
 */
final class Placement {
  /** Begins the place of an unsent element that has none. It is behind all others. */
  static final String UNSENT = "~";

  /** Longest place that is given to an element between its neighbours. */
  private static final int LONG = 32;

  /** Longest place that is given when neighbours get new places too. */
  private static final int SHORT = 16;

  private final Json list;
  private final Json ids = Json.array();
  private final Json known = Json.array();

  /** The place that an element has: of its own, or by the order it came in; empty if none. */
  private final String[] has;

  /** The new place of an element; null if it keeps what it has. */
  private final @Nullable String[] given;

  private final boolean[] kept;

  /** The elements from here on came through a collection, have no places and need none. */
  private int end;

  private Placement(Json list) {
    int size = Json.size(list);
    this.list = list;
    has = new String[size];
    given = new String[size];
    kept = new boolean[size];
  }

  /**
   * Adds the documents of a list to {@code docs}.
   *
   * @param known the present contents by document key
   * @param places the places of those that have none of their own, by document key
   */
  static void split(Json docs, String collection, Json list, Json known, Json places) {
    Json prefix = Json.of(DocKey.prefix(collection));
    int size = Json.size(list);
    Placement made = new Placement(list);
    for (int i = 0; i < size; i++) {
      Json id = StateShape.escapedId(Merge.idOf(Json.at(list, i)));
      Json key = Json.concat(prefix, id);
      Json content = Json.get(known, key);
      Json.push(made.ids, id);
      Json.push(made.known, content);
      made.has[i] = Json.isAbsent(content) ? "" : place(content, Json.get(places, key));
    }
    made.place();
    boolean changed = size == 0;
    for (int i = 0; i < size; i++) {
      Json key = Json.concat(prefix, Json.at(made.ids, i));
      Json.set(docs, key, made.content(i));
      changed |= made.given[i] != null;
    }
    String marker = DocKey.of(Merge.ORDER, collection);
    Json order = Json.get(known, marker);
    if (changed || !Json.isAbsent(order)) {
      Json.set(docs, marker, Fit.isOrder(order) ? order : Json.array());
    }
  }

  /** The place of a known document. */
  static String place(Json content, Json otherwise) {
    Json own = Placed.place(content);
    Json place = Json.isString(own) && Place.isValid(Json.text(own)) ? own : otherwise;
    return Json.isString(place) ? Json.text(place) : "";
  }

  private Json content(int i) {
    String place = given[i];
    Json before = Json.at(known, i);
    Json own = Placed.place(before);
    boolean stays = place == null && Json.isString(own);
    if (stays && Json.equal(Placed.value(before), Json.at(list, i))) {
      return before; // the same object, so that nobody compares it again
    }
    if (place == null && !Json.isString(own) && i < end && isChanged(i)) {
      place = has[i]; // where it was seen: its version will not tell that any more
    }
    // One that is stored without its id stays so until it changes.
    Json was = Placed.value(before);
    boolean bare = Json.isObject(was) && Json.isAbsent(Json.get(was, StateShape.ID));
    Json value = bare && !isChanged(i) ? was : Json.at(list, i);
    return Placed.of(value, place == null ? own : Json.of(place));
  }

  /**
   * The place of an element that is changed through a collection. One without a place gets the
   * place where it was seen.
   */
  static Json place(Work work, String key, Json content) {
    Json own = Placed.place(content);
    double version = work.pages.doc(key).version();
    if (Json.isString(own) || Json.isAbsent(content) || version == 0) {
      return own;
    }
    Json order = work.chain(DocKey.of(Merge.ORDER, DocKey.collection(key))).view();
    boolean list = Fit.isOrder(order);
    if (!list && !work.schema.shape.fit.isListed(work, key, content)) {
      return own;
    }
    Json id = Json.of(DocKey.id(key));
    for (int i = 0, n = list ? Json.size(order) : 0; i < n; i++) {
      if (Json.sameText(Json.at(order, i), id)) {
        return own; // the order of an earlier release names it
      }
    }
    return Json.of(Place.arrived(version));
  }

  private boolean isChanged(int i) {
    Json before = StateShape.withId(Placed.value(Json.at(known, i)), Json.at(ids, i));
    return !Json.equal(before, Json.at(list, i));
  }

  private void place() {
    end = has.length;
    while (end > 0 && isLeft(end - 1)) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      kept[i] = !has[i].isEmpty() && !has[i].startsWith(UNSENT);
    }
    keepAscending();
    int at = 0;
    while (at < end) {
      at = kept[at] ? at + 1 : fill(at);
    }
  }

  /** Whether the element stays without a place: it and all behind it are as they came. */
  private boolean isLeft(int i) {
    return has[i].startsWith(UNSENT)
        && (i + 1 == has.length || isBefore(i, i + 1))
        && !isChanged(i);
  }

  private boolean isBefore(int i, int k) {
    int order = has[i].compareTo(has[k]);
    return order < 0 || (order == 0 && Json.compare(Json.at(ids, i), Json.at(ids, k)) < 0);
  }

  /** Keeps the longest ascending sequence of the places alone. */
  private void keepAscending() {
    int[] last = new int[end];
    int[] before = new int[end];
    int length = 0;
    for (int i = 0; i < end; i++) {
      if (kept[i]) {
        int low = 0;
        int high = length;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (isBefore(last[middle], i)) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        before[i] = low > 0 ? last[low - 1] : -1;
        last[low] = i;
        length = Math.max(length, low + 1);
      }
      kept[i] = false;
    }
    for (int i = length > 0 ? last[length - 1] : -1; i >= 0; i = before[i]) {
      kept[i] = true;
    }
  }

  /** Places the elements from {@code from} to the next that is kept. Returns where they end. */
  private int fill(int from) {
    int begin = from;
    int stop = stop(from);
    int longest = LONG;
    for (int more = 1; ; more *= 2) {
      String left = begin == 0 ? "" : now(begin - 1);
      String right = stop == end ? "" : has[stop];
      if (!right.isEmpty() && right.compareTo(left) <= 0) {
        stop = stop(stop + 1); // two elements at one place: there is none between them
        continue;
      }
      List<String> places = Place.between(left, right, stop - begin);
      boolean whole = begin == 0 && stop == end;
      if (whole || (!places.isEmpty() && isWithin(places, longest))) {
        for (int i = begin; i < stop; i++) {
          given[i] = places.get(i - begin);
        }
        return stop;
      }
      longest = SHORT;
      begin = Math.max(0, begin - more);
      stop = stop(Math.min(end, stop + more));
    }
  }

  private int stop(int from) {
    int stop = from;
    while (stop < end && !kept[stop]) {
      stop++;
    }
    return stop;
  }

  private String now(int i) {
    String place = given[i];
    return place == null ? has[i] : place;
  }

  private static boolean isWithin(List<String> places, int longest) {
    for (String place : places) {
      if (place.length() > longest) {
        return false;
      }
    }
    return true;
  }
}
