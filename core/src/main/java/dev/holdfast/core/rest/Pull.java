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
  private final Rows rows;
  private final Resources resources;
  private final Json collections;

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
  private double cursor;
  private double schema;
  private Transport.Heard heard = answer -> {};

  Pull(Rows rows, Resources resources, Json collections) {
    this.rows = rows;
    this.resources = resources;
    this.collections = collections;
  }

  /**
   * @param from the replica's cursor
   * @param version of the app's schema; 0 for none
   */
  void run(double from, double version, Transport.Heard then) {
    cursor = from;
    schema = version;
    heard = then;
    found = Json.object();
    named = Json.object();
    now =
        cursor == rows.version() && Json.equal(place, rows.place())
            ? Json.copy(listed)
            : Json.object();
    Json all = rows.all();
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      Json id = Json.get(row, "id");
      if (!Json.isAbsent(id) && Rows.isAlive(row)) {
        Json.set(named, Rows.key(Rows.collection(row), Naming.text(id)), Json.of(Rows.doc(row)));
      }
    }
    collection(0);
  }

  private void collection(int index) {
    Json names = Json.keys(collections);
    if (index == Json.size(names)) {
      compare();
      return;
    }
    String name = Json.text(Json.at(names, index));
    String url = Json.text(Json.get(collections, name));
    asked = Json.object();
    page(index, name, url, Rows.text(now, name), true);
  }

  private void page(int index, String name, String url, String etag, boolean first) {
    Json.set(asked, url, Json.of(true));
    resources.send(
        Resources.Call.get(url, "", etag),
        answer -> {
          Json body = answer.body();
          if (answer.status() == 304) {
            collection(index + 1);
          } else if (answer.gone() && first && !rows.knows(name)) {
            collection(index + 1); // nobody has created it so far
          } else if (!answer.ok()) {
            heard.answer(RestSpace.failed(answer));
          } else if (Json.isArray(body) || Json.isObject(body)) {
            Json docs = first ? Json.object() : Json.get(found, name);
            Json.set(found, name, docs);
            String odd = Json.isArray(body) ? take(name, body, docs) : single(body, docs);
            if (!odd.isEmpty()) {
              heard.answer(refused("GET " + url + " " + odd));
              return;
            }
            boolean whole = first && answer.next().isEmpty();
            Json.set(now, name, Json.of(whole ? answer.etag() : ""));
            if (answer.next().isEmpty()) {
              collection(index + 1);
            } else if (!Json.isAbsent(Json.get(asked, answer.next()))) {
              heard.answer(refused("GET " + url + " names a page as its next that came before"));
            } else {
              page(index, name, answer.next(), "", false);
            }
          } else {
            heard.answer(refused("GET " + url + " was not answered with JSON"));
          }
        });
  }

  private static Transport.Answer refused(String what) {
    return new Transport.Answer(422, ProblemBody.of("", what), 0);
  }

  private static String single(Json body, Json docs) {
    Json.set(docs, Naming.SINGLE, body);
    return "";
  }

  /**
   * Takes the list's elements into {@code docs}. Returns what is wrong with the list; empty if
   * nothing is.
   */
  private String take(String name, Json list, Json docs) {
    for (int i = 0, n = Json.size(list); i < n; i++) {
      Json resource = Json.at(list, i);
      Json id = Naming.idOf(resource);
      if (Json.isAbsent(id)) {
        return "has an element without an id";
      }
      Json doc = Json.get(named, Rows.key(name, Naming.text(id)));
      Json.set(docs, Json.isAbsent(doc) ? Json.of(Naming.text(id)) : doc, resource);
    }
    return "";
  }

  private void compare() {
    Json all = rows.all();
    for (int i = 0, n = Json.size(all); i < n; i++) {
      Json row = Json.at(all, i);
      String name = Rows.collection(row);
      String doc = Rows.doc(row);
      Json docs = Json.get(found, name);
      boolean gone = !Json.isAbsent(docs) && Json.isAbsent(Json.get(docs, doc));
      if (gone && Rows.isAlive(row)) {
        rows.hold(name, doc, Json.absent(), "", Json.get(row, "id"));
      }
    }
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
            heard.answer(RestSpace.page(rows, Json.array(), changes, rows.version(), false));
          } else {
            heard.answer(new Transport.Answer(0, Json.absent(), 0));
          }
        });
  }

  private void add(Json changes, String name, String doc, Json resource) {
    Json row = rows.find(name, doc);
    Json value = Naming.incoming(resource, doc);
    String hash = Rows.hash(name, doc, value);
    if (!Rows.isAlive(row) || !hash.equals(Rows.text(row, "hash"))) {
      Json id = Naming.kept(Naming.idOf(resource), doc);
      row = rows.hold(name, doc, Rows.listed(value, row), "", id);
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
