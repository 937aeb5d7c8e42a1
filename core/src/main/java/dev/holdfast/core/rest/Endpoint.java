package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;

/**
 * What the app says of one collection: where its resources are, and what form they have there.
 *
 * <p>The field {@code id} of a value holds the document's id in the replica. A document keeps the
 * id it was made with, even if the backend gives its resource another one.
 */
final class Endpoint {
  /** The only document of a collection whose URL is one resource, not a list. */
  static final String SINGLE = "~";

  private static final String ID = "id";
  private static final String ID_POINTER = "/id";

  private final String collection;
  private final Json said;
  private final Forms forms;
  private String odd = "";

  /**
   * @param said the collection's URL, or an object with it and more
   */
  Endpoint(String collection, Json said, Forms forms) {
    this.collection = collection;
    this.forms = forms;
    Json all = Json.isString(said) ? Json.object() : said;
    if (Json.isString(said)) {
      Json.set(all, "url", said);
    }
    this.said = all;
  }

  /**
   * Why the last form was absent: a function of the app failed, or answered what is no document.
   */
  String odd() {
    return odd;
  }

  String collection() {
    return collection;
  }

  String url() {
    return said("url", "");
  }

  /** The method that changes a resource. */
  String update() {
    return said("update", "PUT");
  }

  private String said(String name, String otherwise) {
    Json value = Json.get(said, name);
    return Json.isString(value) ? Json.text(value) : otherwise;
  }

  // --- answers ---

  /** The list in an answer, or the one object of a collection that is none; absent if neither. */
  Json list(Json body) {
    String items = said("items", "");
    Json found = at(body, items);
    if (items.isEmpty() && Json.isObject(found)) {
      return resource(body);
    }
    boolean list = Json.isArray(found);
    if (!list && items.startsWith("/_embedded/") && Json.isAbsent(found)) {
      return Json.isObject(at(body, "/_links")) ? Json.array() : Json.absent(); // HAL's empty list
    }
    return list ? found : Json.absent();
  }

  /** What is wrong with an answer that has no list, for a person. */
  String unlikeList(Json body) {
    String items = said("items", "");
    String expected = items.isEmpty() ? "a JSON array or object" : "a JSON array at " + items;
    return "expected " + expected + ", got " + got(body) + ". See items";
  }

  /** What is wrong with an element that has no id, for a person. */
  String unlikeElement(Json element) {
    return "expected elements with their id at "
        + said(ID, ID_POINTER)
        + ", got "
        + got(element)
        + ". See id";
  }

  private static String got(Json value) {
    return Json.isObject(value) ? "the fields " + Json.stringify(Json.keys(value)) : "none";
  }

  /** The resource in the answer to a request for one. */
  Json resource(Json body) {
    return at(body, said("item", ""));
  }

  /**
   * A resource that was read by its URL, as a document's value; absent if {@link #odd}.
   *
   * @param asked the id in the URL; empty for the one of a collection that is no list
   */
  Json read(Json body, String asked, String doc, boolean number) {
    Json resource = resource(body);
    Json id = idOf(resource);
    if (asked.isEmpty() ? Json.isAbsent(resource) : Json.isAbsent(id) || !text(id).equals(asked)) {
      odd = unread("GET", asked, body);
      return Json.absent();
    }
    return incoming(resource, doc, number);
  }

  /**
   * What is wrong with the answer to a write, for a person; empty if nothing is. It may be a
   * message of any form, but a resource in an envelope that {@code item} does not name would be
   * taken for one, and what was made has to be found again.
   */
  String unread(String method, Resources.Answer answer, String asked) {
    Json body = answer.body();
    boolean creates = asked.isEmpty();
    boolean unknown = creates && isServers() && answer.made().isEmpty();
    return Json.isAbsent(idOf(resource(body))) && (unknown || isWrapped(body, asked))
        ? unread(method, asked, body).concat(". What it did is done there")
        : "";
  }

  private boolean isWrapped(Json body, String asked) {
    Json fields = Json.isObject(body) ? Json.keys(body) : Json.array();
    boolean found = false;
    for (int i = 0, n = Json.size(fields); i < n; i++) {
      Json id = idOf(Json.get(body, Json.at(fields, i)));
      found |= !Json.isAbsent(id) && (asked.isEmpty() || text(id).equals(asked));
    }
    return found;
  }

  private String unread(String method, String asked, Json body) {
    return method
        + " "
        + url()
        + (asked.isEmpty() ? "" : "/" + asked)
        + ": expected a resource with its id at "
        + said("item", "")
        + (asked.isEmpty() && !method.equals("POST") ? "" : said(ID, ID_POINTER))
        + ", got "
        + got(body)
        + ". If it is in an envelope, set item";
  }

  /** Whether the backend makes the ids. */
  boolean isServers() {
    return said("ids", "").equals("server");
  }

  private static Json at(Json body, String pointer) {
    Json here = body;
    int from = 1;
    while (from <= pointer.length()) {
      int slash = pointer.indexOf('/', from);
      int to = slash < 0 ? pointer.length() : slash;
      String name = pointer.substring(from, to).replace("~1", "/").replace("~0", "~");
      here = Json.isObject(here) ? Json.get(here, name) : Json.absent();
      from = to + 1;
    }
    return here;
  }

  /** Whether pages are asked for by number, until one is empty. */
  boolean isNumbered() {
    Json pages = Json.get(said, "pages");
    return !Json.isAbsent(pages) && Json.isAbsent(Json.get(pages, "next"));
  }

  /**
   * The URL of the page after {@code page}, which is 0 for the first; empty after the last one.
   *
   * @param url of this page
   */
  String next(String url, Resources.Answer answer, int page) {
    Json pages = Json.get(said, "pages");
    if (Json.isAbsent(pages)) {
      return answer.next().isEmpty() ? "" : forms.page(url, answer.next(), "");
    }
    Json next = Json.get(pages, "next");
    Json first = Json.get(pages, "first");
    Json query = Json.get(pages, "query");
    double start = Json.isAbsent(first) ? 1 : Json.number(first);
    Json named =
        Json.isAbsent(next) ? Json.of(start + page + 1) : at(answer.body(), Json.text(next));
    boolean more = Json.isNumber(named) || (Json.isString(named) && !Json.text(named).isEmpty());
    String by = Json.isAbsent(query) ? "" : Json.text(query);
    return more ? forms.page(url, text(named), by) : "";
  }

  // --- ids ---

  /** The backend's id of a resource; absent if it has none. */
  Json idOf(Json resource) {
    String pointer = said(ID, ID_POINTER);
    Json id = at(resource, pointer);
    boolean isUrl =
        Json.isString(id) && !pointer.equals(ID_POINTER) && Json.text(id).indexOf('/') >= 0;
    if (isUrl) {
      return Json.of(forms.named(Json.text(id)));
    }
    return Json.isString(id) || Json.isNumber(id) ? id : Json.absent();
  }

  static String text(Json id) {
    return Json.isString(id) ? Json.text(id) : Json.stringify(id);
  }

  /** The id that the row of {@code doc} stores: absent if it is the same as the document's. */
  static Json kept(Json id, String doc) {
    boolean same = Json.isAbsent(id) || (Json.isString(id) && Json.text(id).equals(doc));
    return same ? Json.absent() : id;
  }

  /** The resource's id in its URL. */
  static String inUrl(Json row, String doc) {
    Json id = Json.isAbsent(row) ? row : Json.get(row, ID);
    return doc.equals(SINGLE) ? "" : Json.isAbsent(id) ? doc : text(id);
  }

  private static boolean isCalled(Json value, String name, String doc) {
    Json own = Json.get(value, name);
    return (Json.isString(own) || Json.isNumber(own)) && text(own).equals(doc);
  }

  /** The field that holds a resource's id; empty if it is deeper inside. */
  private String field() {
    String pointer = said(ID, ID_POINTER);
    return pointer.indexOf('/', 1) < 0 ? pointer.substring(1) : "";
  }

  // --- forms ---

  /**
   * A document's value as the backend wants it, with the backend's id; absent if {@link #odd}.
   *
   * @param creates whether the resource is made by it
   */
  Json outgoing(Json value, Json row, String doc, boolean creates) {
    boolean mapped = !Json.isAbsent(Json.get(said, "toServer"));
    Json body = mapped ? mapped("toServer", value, doc) : value;
    if (doc.equals(SINGLE) || !Json.isObject(body)) {
      return body;
    }
    Json copy = Json.copy(body);
    String field = field();
    if (!mapped && !field.equals(ID)) {
      if (!field.isEmpty()) {
        Json.set(copy, field, Json.get(copy, ID));
      }
      Json.remove(copy, Json.of(ID));
    }
    Json id = Json.isAbsent(row) ? row : Json.get(row, ID);
    if (creates && isServers()) {
      Json.remove(copy, Json.of(field));
    } else if (!Json.isAbsent(id) && isCalled(copy, field, doc)) {
      Json.set(copy, field, id);
    }
    return copy;
  }

  /**
   * A resource's value with the document's id; absent if {@link #odd}.
   *
   * @param number whether the app gave the document a number as its id
   */
  Json incoming(Json resource, String doc, boolean number) {
    boolean mapped = !Json.isAbsent(Json.get(said, "fromServer"));
    Json value = mapped ? mapped("fromServer", resource, doc) : resource;
    if (doc.equals(SINGLE)) {
      return value;
    }
    if (!Json.isObject(value)) {
      odd = Json.isAbsent(value) ? odd : collection + "/" + doc + " is no object";
      return Json.absent();
    }
    Json id = idOf(resource);
    String field = field();
    boolean renamed = !mapped && !field.equals(ID) && !field.isEmpty();
    if (!renamed && isCalled(value, ID, doc)) {
      return value;
    }
    Json copy = Json.copy(value);
    if (renamed) {
      Json.remove(copy, Json.of(field));
    }
    boolean same = !Json.isAbsent(id) && text(id).equals(doc);
    Json.set(copy, ID, same ? id : number ? Json.parse(doc) : Json.of(doc));
    return copy;
  }

  private Json mapped(String name, Json value, String doc) {
    Json answer = forms.call(Json.get(said, name), value);
    Json error = Json.get(answer, "error");
    if (!Json.isAbsent(error)) {
      odd = name + " failed for " + collection + "/" + doc + ": " + text(error);
    }
    return Json.get(answer, "value");
  }

  /** Whether the answer to a write is the whole resource, rather than a message about it. */
  static boolean isWhole(Json value, Json sent) {
    if (!Json.isObject(value) || !Json.isObject(sent)) {
      return false;
    }
    Json fields = Json.keys(sent);
    for (int i = 0, n = Json.size(fields); i < n; i++) {
      if (Json.isAbsent(Json.get(value, Json.at(fields, i)))) {
        return false;
      }
    }
    return true;
  }
}
