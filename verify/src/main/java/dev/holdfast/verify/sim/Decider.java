package dev.holdfast.verify.sim;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Decisions;
import dev.holdfast.core.replica.WorkList;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.page.Browser;
import dev.holdfast.verify.sim.page.Page;
import dev.holdfast.verify.sim.server.Servers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides conflicts and parked work, as a user does who looks at the list of them. */
final class Decider {
  private final Servers servers;
  private final Ledger ledger;
  private final Tokens tokens;

  Decider(Servers servers, Ledger ledger, Tokens tokens) {
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
   * @param choice 0 for the local version, 1 for the server version, else for a new value
   */
  void resolve(Device device, Page page, int which, int choice) {
    Json conflict = one(new WorkList(page.replica()).listed(true, false), which);
    if (conflict == null) {
      return;
    }
    String key = Json.text(Json.get(conflict, "key"));
    Decisions decisions = new Decisions(page.replica());
    if (choice == 0) {
      Runnable kept = () -> ledger.kept(device, key, whole(device, key));
      decisions.keepLocal(key, decided(page, "resolve", kept));
      return;
    }
    Done done = decided(page, "resolve", () -> ledger.decided(device, key));
    if (choice == 1) {
      decisions.takeServer(key, done);
    } else {
      String id = key.substring(Notes.key("").length());
      Edit edit = new Edit(key, "f0", tokens.next());
      decisions.take(key, servers.edited(Json.absent(), id, edit), done);
    }
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
   * is among them, or if the backend is REST: it cannot say which of them it took when its answer
   * was lost.
   */
  private List<Json> whole(Device device, String key) {
    List<Json> values = new ArrayList<>();
    boolean whole = servers.rest() != null;
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
