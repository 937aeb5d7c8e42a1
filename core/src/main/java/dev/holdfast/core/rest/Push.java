package dev.holdfast.core.rest;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.sync.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Sends one mutation to its resource. What the backend's answer means:
 *
 * <pre>
 * 2xx                        applied; merged, if the answer has another value
 * 404, 410                   on PUT or PATCH a conflict, since it was deleted; on DELETE applied
 * 409, 412                   GET. The value that we knew: once more, with its new ETag.
 *                                  Another value: a conflict, which the replica merges
 * 401, 408, 425, 429, 5xx …  kept in the outbox
 * other 4xx                  rejected
 * </pre>
 */
final class Push {
  /** Called with the receipt, or with the answer after which the mutation stays in the outbox. */
  interface Pushed {
    void ended(Json receipt, Transport.@Nullable Answer failed);
  }

  private static final String REFUSED = "REFUSED";

  private final Rows rows;
  private final Resources resources;
  private final Endpoint endpoint;
  private final Json mutationId;
  private final String collection;
  private final String doc;
  private final Json mutation;
  private final Json wanted;
  private final Json row;
  private final Pushed done;
  private Resources.Answer dispute = new Resources.Answer(409, Json.absent(), "", "", "", 0);

  Push(Rows rows, Resources resources, Endpoint endpoint, Json mutation, Pushed done) {
    this.rows = rows;
    this.resources = resources;
    this.endpoint = endpoint;
    this.mutation = mutation;
    this.done = done;
    mutationId = Mutation.id(mutation);
    collection = Mutation.collection(mutation);
    doc = Mutation.doc(mutation);
    wanted = Mutation.deletes(mutation) ? Json.absent() : Mutation.value(mutation);
    row = rows.find(collection, doc);
  }

  void run() {
    boolean current = Mutation.base(mutation) == Rows.version(row);
    Json place = Placed.place(Mutation.content(mutation));
    String etag = Rows.text(row, "etag");
    if (!Rows.isAlive(row)) {
      boolean isNew = Mutation.base(mutation) == 0;
      if (Mutation.deletes(mutation)) {
        held();
      } else if (current || isNew) {
        create();
      } else {
        conflict(Json.isAbsent(row) ? gone() : row, Json.absent());
      }
    } else if (current && Json.isString(place) && isHeld(wanted)) {
      // A backend keeps no order of lists: it stays local.
      double version = Rows.version(rows.move(collection, doc, place));
      done.ended(Receipt.applied(mutationId, version), null);
    } else if (!current || etag.isEmpty()) {
      look(current);
    } else {
      write(etag, true);
    }
  }

  // --- calls ---

  private void send(
      String method, String id, Json body, String condition, String etag, Heard then) {
    if (Json.isAbsent(body) && !Mutation.deletes(mutation)) {
      unusable(endpoint.odd());
      return;
    }
    String key = Json.text(mutationId);
    resources.send(
        new Resources.Call(method, endpoint.url(), id, body, condition, etag, key),
        answer -> {
          if (answer.forLater()) {
            done.ended(Json.absent(), RestSpace.failed(answer));
          } else {
            then.answer(answer);
          }
        });
  }

  private interface Heard {
    void answer(Resources.Answer answer);
  }

  private void create() {
    boolean single = doc.equals(Endpoint.SINGLE);
    String method = single ? "PUT" : "POST";
    send(
        method,
        "",
        endpoint.outgoing(wanted, Json.absent(), doc, true),
        single ? "If-None-Match" : "",
        single ? "*" : "",
        answer -> {
          if (answer.ok()) {
            Json id = endpoint.idOf(endpoint.resource(answer.body()));
            boolean named = !single && (!Json.isAbsent(id) || !answer.made().isEmpty());
            Json called = Json.isAbsent(id) ? Json.of(answer.made()) : id;
            stored(method, answer, "", named ? Endpoint.kept(called, doc) : Json.absent());
          } else if (answer.disputed() && !endpoint.isServers()) {
            dispute = answer;
            look(false);
          } else {
            refused(method, answer);
          }
        });
  }

  /**
   * @param etag of the value the change was made on; empty if the backend gives none
   * @param again whether the call may be repeated after a 409 or 412
   */
  private void write(String etag, boolean again) {
    String method = Mutation.deletes(mutation) ? "DELETE" : endpoint.update();
    String id = Endpoint.inUrl(row, doc);
    send(
        method,
        id,
        Mutation.deletes(mutation) ? Json.absent() : endpoint.outgoing(wanted, row, doc, false),
        etag.isEmpty() ? "" : "If-Match",
        etag,
        answer -> {
          if (Mutation.deletes(mutation) && (answer.ok() || answer.gone())) {
            held();
          } else if (answer.ok()) {
            stored(method, answer, id, Json.get(row, "id"));
          } else if (answer.gone()) {
            conflict(gone(), Json.absent());
          } else if (answer.disputed()) {
            look(again);
          } else {
            refused(method, answer);
          }
        });
  }

  /**
   * Reads the resource. If it still has the value that we knew and {@code write} is true, writes
   * it.
   */
  private void look(boolean write) {
    Json here = rows.find(collection, doc);
    resources.send(
        Resources.Call.get(endpoint.url(), Endpoint.inUrl(here, doc), ""),
        answer -> {
          if (answer.forLater()) {
            done.ended(Json.absent(), RestSpace.failed(answer));
          } else if (answer.gone()) {
            missing();
          } else if (answer.ok() && !Json.isAbsent(answer.body())) {
            found(answer, write);
          } else {
            refused("GET", answer);
          }
        });
  }

  private void missing() {
    if (Rows.isAlive(row)) {
      conflict(gone(), Json.absent());
    } else {
      refused("POST", dispute);
    }
  }

  private void found(Resources.Answer answer, boolean write) {
    String asked = Endpoint.inUrl(rows.find(collection, doc), doc);
    Json value = endpoint.read(answer.body(), asked, doc, isNumber());
    if (Json.isAbsent(value)) {
      unusable(endpoint.odd());
      return;
    }
    boolean known = Rows.isAlive(row) && isHeld(value);
    Json id = Endpoint.kept(endpoint.idOf(endpoint.resource(answer.body())), doc);
    if (known && write) {
      write(strong(answer), false);
    } else if (known) {
      conflict(rows.find(collection, doc), value);
    } else {
      conflict(rows.hold(collection, doc, Rows.listed(value, row), "", id), value);
    }
  }

  /**
   * The ETag that a later write may name; empty if there is none. A weak one is made of an answer's
   * bytes, and compared with by no server. One that came with a read may be, too: so it counts for
   * the write that follows at once, and only one that came with a write is stored.
   */
  private static String strong(Resources.Answer answer) {
    return answer.etag().startsWith("W/") ? "" : answer.etag();
  }

  private boolean isHeld(Json value) {
    return Rows.hash(collection, doc, value).equals(Rows.text(row, "hash"));
  }

  // --- outcomes ---

  private Json gone() {
    Json id = Json.isAbsent(row) ? row : Json.get(row, "id");
    return rows.hold(collection, doc, Json.absent(), "", id);
  }

  /** The backend's answer, or the app's function, is of no use: it would be the next time, too. */
  private void unusable(String why) {
    done.ended(Receipt.rejected(mutationId, REFUSED, why), null);
  }

  private boolean isNumber() {
    return Rows.isNumber(row) || Rows.hasNumber(wanted);
  }

  /**
   * @param asked the id in the URL; empty if the resource was made
   */
  private void stored(String method, Resources.Answer answer, String asked, Json id) {
    String unread = doc.equals(Endpoint.SINGLE) ? "" : endpoint.unread(method, answer, asked);
    if (!unread.isEmpty()) {
      unusable(unread);
      return;
    }
    Json value = whole(endpoint.resource(answer.body()));
    boolean other = !Json.isAbsent(value) && !Json.equal(value, wanted);
    Json holds = Placed.withValue(Mutation.content(mutation), other ? value : wanted);
    Json held = rows.hold(collection, doc, holds, strong(answer), id);
    double version = Rows.version(held);
    done.ended(
        other
            ? Receipt.merged(mutationId, version, Rows.placed(holds, held))
            : Receipt.applied(mutationId, version),
        null);
  }

  /** The value in the answer to a write; absent if it is not all of it, but a message about it. */
  private Json whole(Json resource) {
    boolean named = doc.equals(Endpoint.SINGLE) || !Json.isAbsent(endpoint.idOf(resource));
    Json value = named ? endpoint.incoming(resource, doc, isNumber()) : Json.absent();
    return Endpoint.isWhole(value, wanted) ? value : Json.absent();
  }

  private void held() {
    done.ended(held(rows, mutation), null);
  }

  /** Accepts the mutation without asking the backend. */
  static Json held(Rows rows, Json mutation) {
    String collection = Mutation.collection(mutation);
    String doc = Mutation.doc(mutation);
    Json id = rows.find(collection, doc);
    Json called = Json.isAbsent(id) ? id : Json.get(id, "id");
    Json row = rows.hold(collection, doc, Mutation.content(mutation), "", called);
    return Receipt.applied(Mutation.id(mutation), Rows.version(row));
  }

  /** The backend holds another value; absent if it has none. */
  private void conflict(Json held, Json value) {
    done.ended(Receipt.conflict(mutationId, Rows.version(held), Rows.placed(value, held)), null);
  }

  private void refused(String method, Resources.Answer answer) {
    String code = answer.status() == 413 ? ProblemCode.TOO_LARGE : ProblemBody.code(answer.body());
    String detail = ProblemBody.detail(answer.body());
    done.ended(
        Receipt.rejected(
            mutationId,
            code.isEmpty() ? REFUSED : code,
            detail.isEmpty()
                ? method + " " + endpoint.url() + " was answered " + answer.status()
                : detail),
        null);
  }
}
