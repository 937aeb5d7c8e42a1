package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Work that was done before anybody was signed in, and the subject who takes it over. */
class AdoptionTest {
  private final Device before = new Device();
  private final Device.Tab nobody = before.tab();
  private final Device after = new Device(before.turns);
  private final TestServer server = new TestServer(new Device().random);

  private Device.Tab adopted() {
    return adopted("ann");
  }

  private Device.Tab adopted(String subject) {
    Device.Tab own = after.tab();
    own.must(done -> Adoption.run(before.tab().replica, own.replica, subject, true, done));
    return own;
  }

  private String id(Device.Tab of) {
    return Json.text(Json.get(Json.at(of.pending(), 0), "id"));
  }

  @Test
  void workDoneBeforeLogin_isTheSubjectsUnderItsIds_andNobodysNoMore() {
    String id = nobody.put("notes/a", "{'x':1}");

    Device.Tab own = adopted();

    assertThat(own.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(id(own)).isEqualTo(id);
    nobody.refresh();
    assertThat(nobody.hasConflicts()).isFalse();
    assertThat(nobody.get("notes/a")).isEmpty();
    own.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1}");
  }

  @Test
  void unitsMoveFromOneAuditToTheOther() {
    nobody.put("notes/a", "{'x':1}");
    nobody.put("notes/b", "{'x':1}");

    Device.Tab own = adopted();

    nobody.refresh();
    assertThat(nobody.audited("superseded")).isEqualTo(2);
    assertThat(nobody.audited("archived")).isZero();
    assertThat(own.audited("queued")).isEqualTo(2);
    assertThat(own.audited("total")).isEqualTo(2);
  }

  @Test
  void killedAnywhere_theNextStartGoesOn_oneEffect() {
    int steps = 0;
    for (boolean whole = false; !whole; steps++) {
      Device.Tab first = new AdoptionTest().killedAfter(steps);
      whole = first.hasConflicts();
    }
    assertThat(steps).isGreaterThan(10);
  }

  /** Kills the page that adopts, then sends all that a second one finds. */
  private Device.Tab killedAfter(int steps) {
    nobody.put("notes/a", "{'x':1}");
    nobody.put("notes/b", "{'x':1}");
    Device.Tab killed = after.tab();
    boolean[] ended = {false};
    Replica source = before.tab().replica;
    Adoption.run(source, killed.replica, "ann", true, failure -> ended[0] = true);
    before.turns.dieAfter(steps);
    // The disks go on: what was committed stays, what was not is gone.
    before.disk.restart();
    after.disk.restart();
    Device.Tab early = after.tab();
    early.sync(server);

    Device.Tab own = adopted();

    own.sync(server);
    assertThat(server.version()).as("killed after %s steps", steps).isEqualTo(2);
    assertThat(own.audited("acknowledged")).isEqualTo(2);
    assertThat(own.audited("total")).isEqualTo(2);
    assertThat(before.tab().audited("superseded")).isEqualTo(2);
    assertThat(before.disk.size(Table.ARCHIVE)).isZero();
    if (ended[0]) {
      own.put("notes/c", "{'x':1}");
    }
    return own;
  }

  @Test
  void twoTabsAtOnce_oneEffect() {
    nobody.put("notes/a", "{'x':1}");
    Device.Tab one = after.tab();
    Device.Tab two = after.tab();
    List<Failure> failures = new ArrayList<>();
    Adoption.run(before.tab().replica, one.replica, "ann", true, failures::add);
    Adoption.run(before.tab().replica, two.replica, "ann", true, failures::add);
    before.turns.untilIdle();
    assertThat(failures).hasSize(2).containsOnlyNulls();
    two.refresh();
    assertThat(two.audited("queued")).isEqualTo(1);
    assertThat(two.audited("total")).isEqualTo(1);
    two.sync(server);
    assertThat(server.version()).isEqualTo(1);
  }

  @Test
  void begunForOneSubject_isNotTheNextOnes() {
    nobody.put("notes/a", "{'x':1}");
    after.disk.fill(1);
    Device.Tab full = after.tab();
    assertThat(
            full.call(done -> Adoption.run(before.tab().replica, full.replica, "ann", true, done)))
        .isEqualTo("QUOTA");

    Device bobs = new Device(before.turns);
    Device.Tab bob = bobs.tab();
    bob.must(done -> Adoption.run(before.tab().replica, bob.replica, "bob", true, done));

    assertThat(bob.hasConflicts()).isFalse();
    assertThat(adopted("ann").get("notes/a")).isEqualTo("{'x':1}");
  }

  /** Nobody could send it a second time. */
  @Test
  void begunForASubject_nobodyCannotRestoreIt() {
    nobody.put("notes/a", "{'x':1}");
    after.disk.fill(1);
    Device.Tab full = after.tab();
    full.call(done -> Adoption.run(before.tab().replica, full.replica, "ann", true, done));

    Device.Tab again = before.tab();
    Json archives = again.read(read -> Archives.list(again.replica, read));
    String id = Json.text(Json.get(Json.at(archives, 0), "id"));
    assertThat(again.call(done -> Archives.restore(again.replica, id, done)))
        .isEqualTo("WRONG_SUBJECT");
    assertThat(before.disk.size(Table.ARCHIVE)).isEqualTo(1);
  }

  @Test
  void archiveDamagedWhenItIsTaken_setAside_theWorkIsTheSubjects() {
    nobody.put("notes/a", "{'x':1}");
    Device.Tab own = after.tab();
    Replica source = before.tab().replica;
    own.must(
        done -> {
          Adoption.run(source, own.replica, "ann", true, done);
          damageOnceTaken();
        });

    assertThat(before.disk.size(Table.DAMAGED)).isEqualTo(1);
    assertThat(own.get("notes/a")).isEqualTo("{'x':1}");
    assertThat(own.audited("queued")).isEqualTo(1);
  }

  private void damageOnceTaken() {
    if (after.disk.size(Table.OUTBOX) == 0) {
      before.turns.later(this::damageOnceTaken);
    } else {
      before.disk.plant(Table.ARCHIVE, before.disk.keys(Table.ARCHIVE).get(0), Json.of(7));
    }
  }

  @Test
  void laterWorkOfNobody_isAdoptedByTheNextStart() {
    nobody.put("notes/a", "{'x':1}");
    adopted();
    before.tab().put("notes/b", "{'x':2}");
    Device.Tab own = adopted();
    own.sync(server);
    assertThat(server.value("notes/b")).isEqualTo("{\"x\":2}");
    assertThat(server.version()).isEqualTo(2);
  }

  /** Without a server whose versions count, the app's word made it nobody's server version. */
  @Test
  void savedAsSyncedWithoutAServer_isALocalChangeOfTheSubject() {
    nobody.adopt("{'tasks':[{'id':'a','x':1},{'id':'b','x':1}],'theme':'dark'}");
    nobody.load();
    nobody.save("{'tasks':[{'id':'a','x':2},{'id':'b','x':1}],'theme':'dark'}");
    nobody.audited("total");

    Device.Tab own = adopted();

    assertThat(own.replica.serverVersion()).isEmpty();
    assertThat(own.load())
        .isEqualTo("{'tasks':[{'id':'a','x':2},{'id':'b','x':1}],'theme':'dark'}");
    own.sync(server);
    assertThat(server.value("tasks/a")).contains("\"x\":2");
    assertThat(server.value("theme/~")).isEqualTo("\"dark\"");
    assertThat(own.hasConflicts()).isFalse();
    assertThat(before.tab().load()).isEmpty();
  }

  @Test
  void theServerHoldsAnotherValue_conflict_nothingIsOverwritten() {
    Device.Tab elsewhere = new Device().tab();
    elsewhere.put("theme/~", "'light'");
    elsewhere.sync(server);
    nobody.adopt("{'theme':'dark'}");

    Device.Tab own = adopted();

    own.sync(server);
    assertThat(server.value("theme/~")).isEqualTo("\"light\"");
    assertThat(Json.size(own.conflicts())).isEqualTo(1);
  }

  /** A public space that nobody read: the subject pulls it by itself. */
  @Test
  void whatNobodyHadFromAServer_isNoChangeOfTheSubject() {
    Device.Tab elsewhere = new Device().tab();
    elsewhere.put("notes/a", "{'x':1}");
    elsewhere.sync(server);
    nobody.sync(server);
    nobody.put("notes/a", "{'x':1,'y':2}");

    Device.Tab own = adopted();

    assertThat(Json.size(own.pending())).isEqualTo(1);
    assertThat(own.replica.serverVersion()).isEmpty();
    own.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":1,\"y\":2}");
    assertThat(server.version()).isEqualTo(2);
  }

  /** Its answer comes when the work is the subject's already. */
  @Test
  void sentByNobodyMeanwhile_theLateAnswerChangesNothing() {
    nobody.put("notes/a", "{'x':1}");
    Exchange sent = nobody.begin();
    Json answer = server.sync(sent.request());
    Device.Tab own = adopted();
    nobody.commit(sent, answer);
    nobody.audited("total");
    own.sync(server);
    assertThat(server.version()).isEqualTo(1);
    assertThat(own.hasConflicts()).isFalse();
    assertThat(own.audited("total")).isEqualTo(1);
  }

  @Test
  void nobodySignedOutAndKeptTheWork_itIsAdoptedToo() {
    nobody.put("notes/a", "{'x':1}");
    nobody.read(read -> Seal.close(nobody.replica, read));
    assertThat(adopted().get("notes/a")).isEqualTo("{'x':1}");
    assertThat(before.tab().audited("superseded")).isEqualTo(1);
  }

  @Test
  void nothingWaits_nothingIsWritten() {
    adopted();
    assertThat(before.disk.size(Table.META)).isZero();
    assertThat(after.disk.size(Table.META)).isZero();
  }
}
