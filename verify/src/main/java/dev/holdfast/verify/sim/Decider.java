package dev.holdfast.verify.sim;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Hooks;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides conflicts and parked work, as a user does who looks at the list of them. */
final class Decider {
  private final Hooks hooks;
  private final Servers servers;
  private final Ledger ledger;
  private final Tokens tokens;

  Decider(Hooks hooks, Servers servers, Ledger ledger, Tokens tokens) {
    this.hooks = hooks;
    this.servers = servers;
    this.ledger = ledger;
    this.tokens = tokens;
  }

  private static @Nullable Json one(Json list, int pick) {
    return Json.size(list) == 0 ? null : Json.at(list, pick % Json.size(list));
  }

  /**
   * Decides a conflict.
   *
   * @param choice 0 for the local side, 1 for the server's, 2 for the server's document, else for a
   *     new value
   */
  void resolve(Device device, Page page, int which, int choice) {
    Json conflict = one(new WorkList(page.replica()).listed(true, false), which);
    if (conflict == null) {
      return;
    }
    String key = Json.text(Json.get(conflict, "key"));
    Decisions decisions = new Decisions(page.replica());
    if (choice == 0) {
      // All notes as one value: of what was brought beside the own, the person keeps what shows.
      boolean beside = key.equals(Notes.key("~")) && Records.unsent(device.disk(), key).size() > 1;
      Runnable kept =
          beside
              ? () -> ledger.decided(device, key)
              : () -> ledger.kept(device, key, whole(device, key));
      ledger.keptOwn(device, key);
      decisions.keepLocal(key, decided(page, "resolve", kept));
      return;
    }
    if (key.equals(Notes.key("~")) && choice == 1) { // its fields are not followed one by one
      decisions.takeServer(key, decided(page, "resolve", () -> ledger.decided(device, key)));
      return;
    }
    boolean note = key.startsWith(Notes.key("")); // else nobody has a new value for it
    if ((choice == 1 || !note) && !hooks.dropsWhatMerged()) {
      decisions.takeServer(key, givenUp(device, page, key));
      return;
    }
    if (choice == 1 || !note) {
      decisions.take(key, Json.get(conflict, "server"), givenUp(device, page, key));
      return;
    }
    Done done = decided(page, "resolve", () -> ledger.decided(device, key));
    if (choice == 2) {
      decisions.take(key, Json.get(conflict, "server"), done);
    } else {
      String id = key.substring(Notes.key("").length());
      Edit edit = new Edit(key, "f0", tokens.next());
      decisions.take(key, servers.edited(Json.absent(), id, edit, page.version()), done);
    }
  }

  /**
   * Notes a decision for the server's side: when it is made, and when it ends, for edits and news
   * that came meanwhile.
   */
  private Done givenUp(Device device, Page page, String key) {
    Json before = server(device, key);
    Set<String> fields = new TreeSet<>();
    for (Json entry : Records.unsent(device.disk(), key)) {
      disputed(entry, before, fields);
    }
    ledger.gaveUp(device, key, fields);
    Set<String> known = ledger.unsettled(device, key);
    Done done = page.begin("resolve");
    return failure -> {
      if (failure == null) {
        ledger.gaveUp(device, key, changed(key, before, server(device, key)));
        ledger.gaveUpLater(device, key, known);
      }
      done.ended(failure);
    };
  }

  private static Json server(Device device, String key) {
    Json document = Records.documents(device.disk()).get(key);
    return document == null ? Json.absent() : Records.value(document);
  }

  /** Adds the fields that both sides changed; an empty one for the whole document. */
  private static void disputed(Json entry, Json server, Set<String> fields) {
    Json base = Json.get(entry, "baseValue");
    Json local = Json.get(entry, "value");
    String key = Json.text(Json.get(entry, "key"));
    boolean whole = !isFields(base) || !isFields(local) || !isFields(server);
    if (whole || Json.equal(base, server)) {
      fields.add("");
      return;
    }
    Set<String> theirs = changed(key, base, server);
    theirs.retainAll(changed(key, base, local));
    fields.addAll(theirs);
  }

  private static boolean isFields(Json content) {
    return Json.isObject(Placed.value(content));
  }

  /** The fields whose token differs; an empty one if the document came or went. */
  private static Set<String> changed(String key, Json before, Json after) {
    Set<String> fields = new TreeSet<>();
    if (Json.isAbsent(before) != Json.isAbsent(after)) {
      fields.add("");
    }
    Edit.between(key, before, after).forEach(edit -> fields.add(edit.field()));
    Edit.between(key, after, before).forEach(edit -> fields.add(edit.field()));
    return fields;
  }

  /**
   * Notes a decision twice: when it is made, and when it ends, for edits that became durable
   * meanwhile.
   */
  private Done decided(Page page, String what, Runnable note) {
    note.run();
    Done done = page.begin(what);
    return failure -> {
      if (failure == null) {
        note.run();
      }
      done.ended(failure);
    };
  }

  /**
   * The local values of a document that is decided as a whole; else none. That is so if a deletion
   * is among them, if the server's value has no fields, or if the backend is REST: it cannot say
   * which of them it took when its answer was lost.
   */
  private List<Json> whole(Device device, String key) {
    List<Json> values = new ArrayList<>();
    Json server = server(device, key);
    boolean whole = servers.rest() != null || (!Json.isAbsent(server) && !isFields(server));
    for (Json entry : Records.unsent(device.disk(), key)) {
      values.add(Json.get(entry, "value"));
      whole |= Json.isAbsent(Json.get(entry, "value"));
    }
    return whole ? values : List.of();
  }

  /**
   * Retries or discards one parked request and one parked mutation. If no mutation is parked, it
   * may discard any unsent one.
   */
  void decide(Browser browser, Page page, int which, boolean discard) {
    browser.worker().decide(discard);
    WorkList work = new WorkList(page.replica());
    Json parked = work.listed(false, true);
    Json chosen =
        one(discard && Json.size(parked) == 0 ? work.listed(false, false) : parked, which);
    if (chosen == null) {
      return;
    }
    String id = Json.text(Json.get(chosen, "id"));
    Decisions decisions = new Decisions(page.replica());
    if (discard) {
      String key = Json.text(Json.get(chosen, "key"));
      Runnable note = () -> ledger.decided(browser.device(), key);
      decisions.discard(id, decided(page, "discard", note));
    } else {
      decisions.retry(id, page.begin("retry"));
    }
  }
}
