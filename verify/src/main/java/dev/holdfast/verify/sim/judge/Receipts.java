package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Violation;
import dev.holdfast.verify.sim.server.PickyValidator;
import dev.holdfast.verify.sim.server.SyncServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of the Holdfast server. Checks that each receipt is the one that the model gives, and
 * that no work is accepted under another subject than its author (I3).
 */
public final class Receipts implements SyncServer.Witness {
  private final Effects effects;
  private final Ledger ledger;
  private Model model;
  private Model backup;

  public Receipts(PickyValidator picky, Effects effects, Ledger ledger) {
    this.effects = effects;
    this.ledger = ledger;
    this.model = new Model(picky);
    this.backup = new Model(picky);
  }

  @Override
  public void compacted() {
    model.compact();
  }

  @Override
  public void backedUp() {
    backup = model.copy();
    effects.backedUp();
  }

  @Override
  public void restored(boolean lost, @Nullable Head head) {
    model = backup.copy();
    effects.restored(lost, head);
  }

  @Override
  public void authenticated(Json request, String subject) {
    if (!subject.equals(Login.OWNER)) {
      throw new Violation(
          "I3",
          "work of " + Login.OWNER + " is taken as " + subject + "'s: " + Json.stringify(request));
    }
  }

  @Override
  public void served(
      Json request, Json response, List<SyncServer.Effect> stored, @Nullable Head head) {
    for (SyncServer.Effect effect : stored) {
      effects.stored(effect, head);
    }
    Json receipts = SyncAnswer.receipts(response);
    Json mutations = SyncRequest.mutations(request);
    String sender = SyncRequest.replica(request);
    for (int i = 0; !Json.isAbsent(receipts) && i < Json.size(receipts); i++) {
      Json receipt = Json.at(receipts, i);
      boolean pushed = i < Json.size(mutations);
      Json mutation = pushed ? Json.at(mutations, i) : asked(request, receipt);
      Model.Outcome expected =
          pushed ? model.take(mutation, sender) : model.known(mutation, sender);
      if (expected == null) {
        throw new Violation(
            "receipt", Json.stringify(receipt) + " for what never came: " + mutation);
      }
      compare(expected, receipt, mutation);
      if (Receipt.isAccepted(receipt)) {
        ledger.accepted(sender, Json.text(Mutation.id(mutation)));
      }
    }
  }

  /** The mutation of unknown outcome that the receipt answers. */
  private static Json asked(Json request, Json receipt) {
    Json unknown = SyncRequest.unknown(request);
    for (int i = 0, n = Json.size(unknown); i < n; i++) {
      if (Json.equal(Mutation.id(Json.at(unknown, i)), Receipt.id(receipt))) {
        return Json.at(unknown, i);
      }
    }
    throw new Violation("receipt", Json.stringify(receipt) + " was not asked for");
  }

  private static void compare(Model.Outcome expected, Json receipt, Json mutation) {
    String status = Receipt.status(receipt);
    Json told = status.equals(Receipt.CONFLICT) ? Receipt.server(receipt) : receipt;
    boolean same = status.equals(expected.status());
    if (same && !status.equals(Receipt.REJECTED)) {
      same = (int) Receipt.version(told) == expected.version();
    }
    if (same && status.equals(Receipt.APPLIED) && expected.text() != null) {
      Json content = Json.parse(expected.text());
      same = Json.equal(Receipt.applied(told, content), content);
    }
    if (same && (status.equals(Receipt.MERGED) || status.equals(Receipt.CONFLICT))) {
      Json value = Receipt.content(told);
      String text = expected.text();
      same = text == null ? Json.isAbsent(value) : Json.stringify(value).equals(text);
    }
    if (!same) {
      throw new Violation(
          "receipt",
          "for "
              + Json.stringify(mutation)
              + " expected "
              + expected
              + ", got "
              + Json.stringify(receipt));
    }
  }
}
