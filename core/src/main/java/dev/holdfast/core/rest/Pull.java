package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.sync.Transport;

/**
 * Finds what changed on the backend: lists each collection, page by page, and compares it with the
 * stored rows. The backend does not send a list again whose {@code ETag} is unchanged.
 */
final class Pull {
  private static final String LAST = "last";

  private final Rows rows;
  private final Resources resources;
  private final Endpoint[] endpoints;

  /**
   * The {@code ETag} of each collection's list at the last pull; empty for a list of several pages.
   */
  private Json listed = Json.object();

  /**
   * The {@link Rows#place} of the last pull. If it is another now, the ETags are not used: another
   * tab or an eviction has changed the rows.
   */
  private Json place = Json.absent();

  private Json now = Json.object();

  private Json found = Json.object();
  private Json named = Json.object();
  private Json asked = Json.object();

  /** The collections that came in several pages. */
  private Json paged = Json.object();

  /** What was in no page, so that all is listed a second time; absent the first time. */
  private Json missed = Json.absent();

  /** What the first listing had, while all is listed a second time. */
  private Json before = Json.object();

  /** What could not be used of the last pull; empty if all could. The next call is told. */
  private String odd = "";

  private double cursor;
  private double schema;
  private Transport.Heard heard = answer -> {};

  Pull(Rows rows, Resources resources, Endpoint[] endpoints) {
    this.rows = rows;
    this.resources = resources;
    this.endpoints = endpoints;
  }

  /**
   * @param from the replica's cursor
   * @param version of the app's schema; 0 for none
   */
  void run(double from, double version, Transport.Heard then) {
    if (!odd.isEmpty()) {
      then.answer(refused(odd));
      odd = "";
      return;
    }
    cursor = from;
    schema = version;
    heard = then;
    named = Json.object();
    missed = Json.absent();
    now =
        cursor == rows.version() && Json.equal(place, rows.place())
            ? Json.copy(listed)
            : Json.object();
    Json all = rows.all();
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      Json id = Json.get(row, "id");
      if (!Json.isAbsent(id) && Rows.isAlive(row)) {
        Json.set(named, Rows.key(Rows.collection(row), Endpoint.text(id)), Json.of(Rows.doc(row)));
      }
    }
    list();
  }

  private void list() {
    odd = "";
    found = Json.object();
    paged = Json.object();
    collection(0);
  }

  private void collection(int index) {
    if (index == endpoints.length) {
      compare();
      return;
    }
    Endpoint endpoint = endpoints[index];
    asked = Json.object();
    page(index, endpoint.url(), Rows.text(now, endpoint.collection()), 0);
  }

  private void page(int index, String url, String etag, int page) {
    Endpoint endpoint = endpoints[index];
    String name = endpoint.collection();
    Json.set(asked, url, Json.of(true));
    resources.send(
        Resources.Call.get(url, "", etag),
        answer -> {
          boolean nobodyMadeIt = page == 0 && !rows.knows(name);
          boolean beyondTheLast = page > 0 && endpoint.isNumbered();
          if (answer.status() == 304 || (answer.gone() && (nobodyMadeIt || beyondTheLast))) {
            collection(index + 1);
          } else if (!answer.ok()) {
            heard.answer(RestSpace.failed(answer));
          } else {
            Json docs = page == 0 ? Json.object() : Json.get(found, name);
            Json.set(found, name, docs);
            String odd = take(endpoint, answer.body(), docs, page);
            if (odd.equals(LAST)) {
              collection(index + 1);
            } else if (!odd.isEmpty()) {
              heard.answer(refused("GET " + url + ": " + odd));
            } else {
              goOn(index, url, answer, page);
            }
          }
        });
  }

  /** Reads the page after {@code page}, or the next collection after the last page. */
  private void goOn(int index, String url, Resources.Answer answer, int page) {
    Endpoint endpoint = endpoints[index];
    String next = endpoint.next(url, answer, page);
    boolean whole = page == 0 && next.isEmpty();
    Json.set(now, endpoint.collection(), Json.of(whole ? answer.etag() : ""));
    if (next.isEmpty()) {
      collection(index + 1);
    } else if (next.equals(Forms.ELSEWHERE)) {
      heard.answer(refused("GET " + url + ": expected a next page of its origin, got another's"));
    } else if (!Json.isAbsent(Json.get(asked, next))) {
      heard.answer(
          refused("GET " + url + ": expected a page not yet read as its next, got " + next));
    } else {
      Json.set(paged, endpoint.collection(), Json.of(true));
      page(index, next, "", page + 1);
    }
  }

  static Transport.Answer refused(String what) {
    return new Transport.Answer(Transport.UNLIKE, ProblemBody.of("", what), 0);
  }

  /**
   * Takes the list's elements into {@code docs}. Returns what is wrong with the answer; empty if
   * nothing is, and {@link #LAST} if there are no more.
   */
  private String take(Endpoint endpoint, Json body, Json docs, int page) {
    Json list = endpoint.list(body);
    if (Json.isObject(list)) {
      take(endpoint, list, Endpoint.SINGLE, docs);
      return "";
    }
    if (!Json.isArray(list)) {
      return endpoint.unlikeList(body);
    }
    int known = Json.size(Json.keys(docs));
    int size = Json.size(list);
    for (int i = 0; i < size; i++) {
      Json resource = Json.at(list, i);
      Json id = endpoint.idOf(resource);
      if (Json.isAbsent(id)) {
        return endpoint.unlikeElement(resource);
      }
      Json doc = Json.get(named, Rows.key(endpoint.collection(), Endpoint.text(id)));
      String text =
          Json.isAbsent(doc) ? rows.free(endpoint.collection(), Endpoint.text(id)) : Json.text(doc);
      take(endpoint, resource, text, docs);
    }
    if (page > 0 && endpoint.isNumbered()) {
      boolean isNew = Json.size(Json.keys(docs)) > known;
      return size == 0
          ? LAST
          : isNew ? "" : "expected another page, got nothing new. See pages.query";
    }
    return "";
  }

  /** What the app's function cannot use is reported after the rest; what is known of it stays. */
  private void take(Endpoint endpoint, Json resource, String doc, Json docs) {
    boolean number = Rows.isNumber(rows.find(endpoint.collection(), doc));
    Json value = endpoint.incoming(resource, doc, number);
    if (Json.isAbsent(value)) {
      odd = "GET " + endpoint.url() + " cannot be used: " + endpoint.odd();
    }
    Json taken = Json.object();
    Json.set(taken, "form", value);
    Json.set(taken, "id", Endpoint.kept(endpoint.idOf(resource), doc));
    Json.set(docs, doc, taken);
  }

  /**
   * Pages are read one after the other, and elements may move to a page that was read before. So
   * what several pages did not have is deleted only if they do not have it a second time. What only
   * the second time lacks is taken as it was the first time: the replica may not have it yet.
   */
  private void compare() {
    boolean second = !Json.isAbsent(missed);
    Json missing = Json.object();
    Json all = rows.all();
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      String name = Rows.collection(row);
      String doc = Rows.doc(row);
      Json docs = Json.get(found, name);
      boolean gone = !Json.isAbsent(docs) && Json.isAbsent(Json.get(docs, doc));
      if (gone && Rows.isAlive(row)) {
        String key = Rows.key(name, doc);
        if (Json.isAbsent(Json.get(paged, name))
            || (second && !Json.isAbsent(Json.get(missed, key)))) {
          rows.hold(name, doc, Json.absent(), "", Json.get(row, "id"));
        } else if (!second) {
          Json.set(missing, key, Json.of(true));
        } else if (!Json.isAbsent(Json.get(before, name))) {
          Json.set(docs, doc, Json.get(Json.get(before, name), doc));
        }
      }
    }
    if (!second && Json.size(Json.keys(missing)) > 0) {
      missed = missing;
      before = found;
      now = Json.object(); // the first answers are forgotten, so their ETags are, too
      list();
    } else {
      answer();
    }
  }

  private void answer() {
    Json changes = Json.array();
    Json names = Json.keys(found);
    for (int i = 0, n = Json.size(names); i < n; i++) {
      String name = Json.text(Json.at(names, i));
      Json docs = Json.get(found, name);
      Json ids = Json.keys(docs);
      for (int k = 0, m = Json.size(ids); k < m; k++) {
        String doc = Json.text(Json.at(ids, k));
        add(changes, name, doc, Json.get(docs, doc));
      }
    }
    addDeleted(changes);
    addSchema(changes);
    rows.forgetDeleted(cursor);
    rows.commit(
        failure -> {
          if (failure == null) {
            listed = now;
            place = rows.place();
            heard.answer(
                RestSpace.page(rows, Json.array(), changes, rows.version(), !odd.isEmpty()));
          } else {
            heard.answer(new Transport.Answer(0, Json.absent(), 0));
          }
        });
  }

  private void add(Json changes, String name, String doc, Json taken) {
    Json row = rows.find(name, doc);
    Json value = Json.get(taken, "form");
    if (Json.isAbsent(value)) {
      return;
    }
    String hash = Rows.hash(name, doc, value);
    if (!Rows.isAlive(row) || !hash.equals(Rows.text(row, "hash"))) {
      row = rows.hold(name, doc, Rows.listed(value, row), "", Json.get(taken, "id"));
    }
    if (Rows.version(row) > cursor) {
      Json.push(changes, change(row, value));
    }
  }

  private void addDeleted(Json changes) {
    Json all = rows.all();
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      if (!Rows.isAlive(row) && Rows.version(row) > cursor) {
        Json.push(changes, change(row, Json.absent()));
      }
    }
  }

  /** A backend's resources have the form that the present release gives to them. */
  private void addSchema(Json changes) {
    if (cursor == 0 && schema > 0) {
      Json value = SchemaVersion.value(schema);
      Json row = rows.hold(SchemaVersion.COLLECTION, SchemaVersion.DOC, value, "", Json.absent());
      Json.push(changes, change(row, value));
    }
  }

  private static Json change(Json row, Json value) {
    return Change.of(
        Rows.collection(row), Rows.doc(row), Rows.version(row), Rows.placed(value, row));
  }
}
