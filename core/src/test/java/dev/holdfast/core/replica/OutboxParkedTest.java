package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Validator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edits that the server refuses, and edits that the user takes back. */
class OutboxParkedTest extends TwoDevicesFixture {
  private void rejectX(double bad) {
    Validator validator =
        (subject, collection, doc, value) ->
            Json.isObject(value)
                    && Json.isNumber(Json.get(value, "x"))
                    && Json.number(Json.get(value, "x")) == bad
                ? Validator.Verdict.refuse("no")
                : Validator.Verdict.accept(value);
    server.rules = Rules.DEFAULT.validator(validator);
  }

  @Test
  @Tag("fault-25")
  void rejected_parkedAndShown_independentWorkGoesOn() {
    rejectX(13);
    String bad = tab.put("notes/a", "{'x':13}");
    tab.put("notes/b", "{'x':1}");
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isEqualTo(1);
    assertThat(Device.text(Json.get(Json.get(Json.at(tab.parked(), 0), "cause"), "code")))
        .isEqualTo("'INVALID'");
    assertThat(server.value("notes/b")).isNotEmpty();
    assertThat(tab.hasConflicts()).isTrue();
    assertThat(tab.replica.hasWork()).isFalse();
    server.rules = Rules.DEFAULT;
    tab.must(done -> new Decisions(tab.replica).retry(bad, done));
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":13}");
  }

  @Test
  void editOfAParkedDocument_takesItsPlaceAndIsSent() {
    rejectX(13);
    tab.put("notes/a", "{'x':13}");
    tab.sync(server);
    tab.put("notes/a", "{'x':1}");
    assertThat(Json.size(tab.parked())).isZero();
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1}");
    assertThat(tab.hasConflicts()).isFalse();
  }

  @Test
  void discardParked_theServersValueIsBack() {
    rejectX(13);
    String id = tab.put("notes/a", "{'x':13}");
    tab.sync(server);
    tab.must(done -> new Decisions(tab.replica).discard(id, done));
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(tab.audited("discarded")).isEqualTo(1);
  }

  @Test
  void discardUnderALaterEdit_takesItsChangeOutOfTheLater() {
    tab.put("notes/a", "{'x':1,'y':1}");
    tab.sync(server);
    String exported = tab.put("notes/a", "{'x':2,'y':1}");
    tab.export();
    tab.put("notes/a", "{'x':2,'y':2}");
    tab.must(done -> new Decisions(tab.replica).discard(exported, done));
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1,'y':2}");
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2}");
  }

  /** What would be refused for its size does not travel first. */
  @Test
  void longerThanTheServerTakes_refusedAtTheSave() {
    String fits = "'" + "x".repeat((1 << 20) - 2) + "'";
    tab.replica.limit(true);
    assertThat(tab.save("{'big':" + fits.replace("'x", "'xx") + "}")).isEqualTo("TOO_LARGE");
    tab.put("notes/a", fits);
    assertThat(tab.tryPut("notes/b", fits.replace("'x", "'xx"))).isEqualTo("TOO_LARGE");
    assertThat(tab.get("notes/b")).isEmpty();
    assertThat(tab.audited("total")).isEqualTo(1);
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isZero();
  }

  @Test
  void serverSaysThatItTakesMoreOrLess_thatCountsFromThenOn() {
    tab.replica.limit(true);
    server.rules = Rules.DEFAULT.limits(new Limits(1000, 40, 10_000, 4 << 20));
    tab.sync(server);
    Device.Tab later = device.tab();
    later.replica.limit(true);
    assertThat(later.tryPut("notes/a", "'" + "x".repeat(39) + "'")).isEqualTo("TOO_LARGE");
    assertThat(later.tryPut("notes/a", "'" + "x".repeat(38) + "'")).isEmpty();
    server.rules = Rules.DEFAULT;
    later.sync(server);
    assertThat(later.tryPut("notes/a", "'" + "x".repeat(39) + "'")).isEmpty();
  }

  /** The server would park it. */
  @Test
  void nameLongerThanTheServerTakes_refusedAtTheSave() {
    tab.replica.limit(true);
    String longest = "i".repeat(1024);
    assertThat(tab.save("{'list':[{'id':'i" + longest + "'}]}")).isEqualTo("TOO_LARGE");
    assertThat(tab.tryPut("notes/" + longest, "{}")).isEmpty();
    assertThat(tab.tryPut("notes/i" + longest, "{}")).isEqualTo("TOO_LARGE");
    assertThat(tab.tryPut("c" + longest + "/a", "{}")).isEqualTo("TOO_LARGE");
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isZero();
    assertThat(tab.audited("total")).isEqualTo(1);
  }

  /** The state may nest deeper than a document, by the level of the list. */
  @Test
  void documentAsDeepAsTheServerTakes_savedInAnyShapeAndOneLevelDeeperRefused() {
    String deep = "[".repeat(95) + "]".repeat(95);
    assertThat(tab.save("{'list':[{'id':'a','v':" + deep + "}],'one':[" + deep + "]}")).isEmpty();
    assertThat(tab.save("{'list':[{'id':'a','v':[" + deep + "]}]}")).isEqualTo("NOT_JSON");
    assertThat(tab.save("{'one':[[" + deep + "]]}")).isEqualTo("NOT_JSON");
    assertThat(tab.tryPut("notes/a", "[[" + deep + "]]")).isEqualTo("NOT_JSON");
    tab.export();
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isZero();
    assertThat(server.value("list/a")).contains(deep);
  }

  @Test
  void backendOfTheApp_takesWhatItTakes() {
    assertThat(tab.tryPut("notes/a", "'" + "x".repeat(1 << 20) + "'")).isEmpty();
  }
}
