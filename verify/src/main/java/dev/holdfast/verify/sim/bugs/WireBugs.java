package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.verify.sim.ground.Hooks;

/** Deliberate bugs between device and server. */
final class WireBugs {
  private WireBugs() {}

  /** Changes a part of an answer. */
  abstract static class Answered extends Hooks {
    @Override
    public Json response(Json request, Json response) {
      Json changed = Json.copy(response);
      if (SyncAnswer.isPage(response)) {
        change(changed, SyncAnswer.receipts(response), SyncAnswer.changes(response));
      }
      return changed;
    }

    abstract void change(Json response, Json receipts, Json changes);
  }

  static final class CursorAhead extends Answered {
    @Override
    void change(Json response, Json receipts, Json changes) {
      Json fewer = Json.array();
      for (int i = 1; i < Json.size(changes); i++) {
        Json.push(fewer, Json.at(changes, i));
      }
      SyncAnswer.setChanges(response, fewer);
      SyncAnswer.removeStateHash(response); // otherwise the replica itself would notice
    }
  }

  static final class Swapped extends Answered {
    @Override
    void change(Json response, Json receipts, Json changes) {
      int n = Json.size(receipts);
      Json swapped = Json.array();
      for (int i = 0; i < n; i++) {
        Json one = Json.copy(Json.at(receipts, i));
        Receipt.setId(one, Receipt.id(Json.at(receipts, n - 1 - i)));
        Json.push(swapped, one);
      }
      SyncAnswer.setReceipts(response, swapped);
    }
  }

  static final class Applied extends Answered {
    @Override
    void change(Json response, Json receipts, Json changes) {
      Json all = Json.array();
      for (int i = 0; i < Json.size(receipts); i++) {
        Json one = Json.at(receipts, i);
        boolean conflict = Receipt.status(one).equals(Receipt.CONFLICT);
        Json.push(
            all,
            conflict
                ? Receipt.applied(Receipt.id(one), Receipt.version(Receipt.server(one)))
                : one);
      }
      SyncAnswer.setReceipts(response, all);
    }
  }

  /** Changes the mutations of a push. */
  abstract static class Sent extends Hooks {
    @Override
    public Json request(Json request) {
      Json changed = Json.copy(request);
      SyncRequest.setMutations(changed, mutations(request, SyncRequest.mutations(request)));
      return changed;
    }

    abstract Json mutations(Json request, Json mutations);
  }

  static final class BaseRaised extends Sent {
    @Override
    Json mutations(Json request, Json mutations) {
      Json all = Json.array();
      for (int i = 0; i < Json.size(mutations); i++) {
        Json one = Json.copy(Json.at(mutations, i));
        if (Mutation.base(one) > 0) {
          Mutation.setBase(one, Math.max(1, SyncRequest.cursor(request)));
        }
        Json.push(all, one);
      }
      return all;
    }
  }

  static final class Inverted extends Sent {
    private Json held = Json.absent();

    @Override
    Json mutations(Json request, Json mutations) {
      Json all = Json.array();
      for (int i = Json.size(mutations) - 1; i >= 0; i--) {
        Json.push(all, Json.at(mutations, i));
      }
      Json before = held;
      held = Json.size(all) > 0 ? Json.at(all, 0) : held;
      if (!Json.isAbsent(before) && Json.size(all) > 0) {
        Json again = Json.copy(before);
        Mutation.setId(again, Json.text(Mutation.id(before)) + "0");
        Json.push(all, again);
      }
      return all;
    }
  }

  static final class NoSubject extends Hooks {
    @Override
    public String subject(String subject) {
      return "";
    }
  }

  static final class Portal extends Hooks {
    @Override
    public Json portal(Json request) {
      Json receipts = Json.array();
      Json mutations = SyncRequest.mutations(request);
      for (int i = 0; i < Json.size(mutations); i++) {
        Json id = Mutation.id(Json.at(mutations, i));
        Json.push(receipts, Receipt.applied(id, SyncRequest.cursor(request)));
      }
      Json known = SyncRequest.epoch(request);
      String epoch = Json.isString(known) ? Json.text(known) : "portal";
      return SyncAnswer.page(epoch, receipts, Json.array(), SyncRequest.cursor(request), true);
    }
  }
}
