package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;

/** Deliberate bugs on the way between device and server. */
final class WireBugs {
  private WireBugs() {}

  /** Changes a part of an answer. */
  abstract static class Answered extends Hooks {
    @Override
    Json response(Json request, Json response) {
      Json changed = Json.copy(response);
      if (Json.isArray(Json.get(response, "receipts"))) {
        change(changed, Json.get(response, "receipts"), Json.get(response, "changes"));
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
      Json.set(response, "changes", fewer);
      Json.remove(response, Json.of("stateHash")); // or the replica itself would notice
    }
  }

  static final class Swapped extends Answered {
    @Override
    void change(Json response, Json receipts, Json changes) {
      int n = Json.size(receipts);
      Json swapped = Json.array();
      for (int i = 0; i < n; i++) {
        Json one = Json.copy(Json.at(receipts, i));
        Json.set(one, "id", Json.get(Json.at(receipts, n - 1 - i), "id"));
        Json.push(swapped, one);
      }
      Json.set(response, "receipts", swapped);
    }
  }

  static final class Applied extends Answered {
    @Override
    void change(Json response, Json receipts, Json changes) {
      Json all = Json.array();
      for (int i = 0; i < Json.size(receipts); i++) {
        Json one = Json.copy(Json.at(receipts, i));
        if (Json.text(Json.get(one, "status")).equals("conflict")) {
          Json.set(one, "status", Json.of("applied"));
          Json.set(one, "version", Json.get(Json.get(one, "server"), "version"));
        }
        Json.push(all, one);
      }
      Json.set(response, "receipts", all);
    }
  }

  /** Changes the mutations of a push. */
  abstract static class Sent extends Hooks {
    @Override
    Json request(Json request) {
      Json changed = Json.copy(request);
      Json.set(changed, "mutations", mutations(request, Json.get(request, "mutations")));
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
        if (Json.number(Json.get(one, "base")) > 0) {
          Json.set(one, "base", Json.of(Math.max(1, Json.number(Json.get(request, "cursor")))));
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
        Json.set(again, "id", Json.of(Json.text(Json.get(before, "id")) + "0"));
        Json.push(all, again);
      }
      return all;
    }
  }

  static final class NoSubject extends Hooks {
    @Override
    String subject(String subject) {
      return "";
    }
  }

  static final class Portal extends Hooks {
    @Override
    Json portal(Json request) {
      Json page = Json.object();
      Json receipts = Json.array();
      Json mutations = Json.get(request, "mutations");
      for (int i = 0; i < Json.size(mutations); i++) {
        Json receipt = Json.object();
        Json.set(receipt, "id", Json.get(Json.at(mutations, i), "id"));
        Json.set(receipt, "status", Json.of("applied"));
        Json.set(receipt, "version", Json.get(request, "cursor"));
        Json.push(receipts, receipt);
      }
      Json epoch = Json.get(request, "epoch");
      Json.set(page, "epoch", Json.isString(epoch) ? epoch : Json.of("portal"));
      Json.set(page, "cursor", Json.get(request, "cursor"));
      Json.set(page, "receipts", receipts);
      Json.set(page, "changes", Json.array());
      Json.set(page, "more", Json.of(true));
      return page;
    }
  }
}
