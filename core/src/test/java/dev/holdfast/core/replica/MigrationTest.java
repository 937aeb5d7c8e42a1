package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A release that gives the state another form: it migrates, and an older release keeps out.
 *
 * <p>One file, since all cases share the releases of one app.
 */
class MigrationTest {
  private static final String OLD = "{'tasks':[{'id':'a','title':'x'},{'id':'b','title':'y'}]}";
  private static final String NEW = "{'tasks':[{'id':'a','name':'x'},{'id':'b','name':'y'}]}";

  private final Device device = new Device();
  private final Device there = new Device();
  private final TestServer server = new TestServer(new Device().random);

  /** The states that were migrated, each with its version. */
  private final List<String> migrated = new ArrayList<>();

  private Device.Tab old(Device on) {
    return on.tab();
  }

  private Device.Tab release(Device on) {
    return on.tab("{}", 2, this::renamed);
  }

  /** Renames the title of each task. */
  private Json renamed(Json state, double from) {
    migrated.add((int) from + " " + Device.text(state));
    Json out = Json.copy(state);
    Json tasks = Json.array();
    Json given = Json.get(state, "tasks");
    for (int i = 0; Json.isArray(given) && i < Json.size(given); i++) {
      Json task = Json.copy(Json.at(given, i));
      Json.set(task, "name", Json.get(task, "title"));
      Json.remove(task, Json.of("title"));
      Json.push(tasks, task);
    }
    Json.set(out, "tasks", tasks);
    return out;
  }

  private static Failure failed(String what) {
    return new Failure(Failure.Code.MIGRATION_FAILED, what);
  }

  private static String sorted(String state) {
    return Device.text(Device.json(state));
  }

  @Nested
  class AtTheFirstLoad {
    @Test
    void dataOfAnOlderVersion_isMigratedOnce() {
      assertThat(old(device).save(OLD)).isEmpty();

      assertThat(release(device).load()).isEqualTo(sorted(NEW));
      assertThat(release(device).load()).isEqualTo(sorted(NEW));
      assertThat(migrated).containsExactly("0 " + sorted(OLD));
    }

    @Test
    void dataThatIsOnTheServer_isMigratedOnceAndSynced() {
      Device.Tab before = old(device);
      before.save(OLD);
      before.sync(server);

      Device.Tab tab = release(device);
      tab.must(tab.replica::migrate);
      assertThat(migrated).hasSize(1);
      assertThat(tab.load()).isEqualTo(sorted(NEW));
      assertThat(tab.hasConflicts()).isTrue();
      assertThat(tab.sync(server)).isEmpty();
      assertThat(tab.hasConflicts()).isFalse();
      assertThat(server.value("tasks/a")).contains("name").doesNotContain("title");
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
      assertThat(migrated).hasSize(1);
    }

    @Test
    void unsentEdits_areEditsOfTheMigratedState() {
      Device.Tab before = old(device);
      before.save(OLD);
      before.sync(server);
      before.save(OLD.replace("'x'", "'mine'"));

      Device.Tab tab = release(device);
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'mine'")));
      assertThat(migrated)
          .containsExactlyInAnyOrder(
              "0 " + sorted(OLD), "0 " + sorted(OLD.replace("'x'", "'mine'")));
      assertThat(tab.sync(server)).isEmpty();
      assertThat(server.value("tasks/a")).contains("\"name\":\"mine\"");
    }

    @Test
    void anEmptyReplica_takesTheVersionWithItsFirstEdit() {
      Device.Tab tab = release(device);
      assertThat(tab.load()).isEmpty();
      assertThat(tab.hasConflicts()).isFalse();
      tab.save(NEW);
      assertThat(release(device).load()).isEqualTo(sorted(NEW));
      assertThat(migrated).isEmpty();
      assertThat(tab.sync(server)).isEmpty();
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
    }

    @Test
    void aFirstPullThatIsNotComplete_isWaitedFor() {
      Device.Tab before = old(there);
      before.save(OLD);
      before.sync(server);

      Device.Tab tab = release(device);
      Exchange exchange = tab.begin(2);
      tab.commit(exchange, server.sync(exchange.request()));
      assertThat(tab.load()).isEmpty();
      assertThat(tab.save(NEW)).isEqualTo("STATE_NOT_LOADED");
      assertThat(migrated).isEmpty();
      tab.sync(server);
      assertThat(migrated).containsExactly("0 " + sorted(OLD));
      assertThat(tab.load()).isEqualTo(sorted(NEW));
    }

    @Test
    void aFailingMigration_changesNothing() {
      old(device).save(OLD);
      for (Schema.Migrate broken :
          List.<Schema.Migrate>of(
              (state, from) -> {
                throw failed("it threw");
              },
              (state, from) -> Json.parse("{\"tasks\":7}"),
              (state, from) -> Json.nul(),
              (state, from) -> Json.of(5))) {
        Device.Tab tab = device.tab("{'tasks':'list'}", 2, broken);
        assertThat(tab.call(tab.replica::migrate)).isEqualTo("MIGRATION_FAILED");
        assertThat(tab.failedLoad()).isEqualTo("MIGRATION_FAILED");
        assertThat(tab.save("{'tasks':[]}")).isEqualTo("MIGRATION_FAILED");
        assertThat(tab.failedPut("tasks/a", "{}")).isEqualTo("MIGRATION_FAILED");
        assertThat(tab.failedSync()).isEqualTo("MIGRATION_FAILED");
      }
      assertThat(old(device).load()).isEqualTo(sorted(OLD));
      assertThat(release(device).load()).isEqualTo(sorted(NEW));
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {"null|null", "5|a number", "[]|an array", "\"x\"|a string"})
    void anAnswerThatIsNoObject_isSaid(String answer, String said) {
      old(device).save(OLD);
      Device.Tab tab = device.tab("{'tasks':'list'}", 2, (state, from) -> Json.parse(answer));

      assertThat(tab.failure(tab.replica::migrate))
          .hasMessage(
              "MIGRATION_FAILED: migrate: expected an object, as the state was; got " + said);
    }

    @Test
    void aReleaseWithoutAFunction_takesTheDataAsItIs() {
      old(device).save(OLD);
      Device.Tab tab = device.tab("{}", 1, null);
      assertThat(tab.load()).isEqualTo(sorted(OLD));
      tab.sync(server);
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":1}");
    }

    @Test
    void shapesThatChangeInTheSameRelease_areMigratedInTheOldOne() {
      old(device).save("{'tasks':[{'n':1},{'n':2}],'byId':{'p':{'x':1}},'q':null}");
      Device.Tab tab =
          device.tab(
              "{'tasks':'list','byId':'map','q':'list'}",
              2,
              (state, from) -> {
                migrated.add(Device.text(state));
                return Device.json("{'tasks':[{'id':'n1'}],'byId':{'p':{'x':2}},'q':[]}");
              });
      assertThat(tab.load())
          .isEqualTo(sorted("{'tasks':[{'id':'n1'}],'byId':{'p':{'x':2}},'q':[]}"));
      assertThat(migrated)
          .containsExactly(sorted("{'tasks':[{'n':1},{'n':2}],'byId':{'p':{'x':1}},'q':null}"));
      assertThat(Json.size(tab.misfits())).isZero();
    }

    @Test
    void aDeclaredMap_isMigratedAsTheMapItIs() {
      Device.Tab before = device.tab("{'byId':'map'}");
      before.save("{'byId':{'p':{'x':1}}}");
      Device.Tab tab =
          device.tab(
              "{'byId':'map'}",
              1,
              (state, from) -> {
                migrated.add(Device.text(state));
                return state;
              });
      tab.load();
      assertThat(migrated).containsExactly(sorted("{'byId':{'p':{'x':1}}}"));
    }

    @Test
    void earlierSnapshots_areOfAnotherForm() {
      Device.Tab before = old(device);
      before.save(OLD);
      before.save("{'tasks':[]}");
      Device.Tab tab = release(device);
      tab.load();
      assertThat(Json.size(tab.read(read -> History.list(tab.replica, read)))).isZero();
      tab.save(NEW);
      assertThat(Json.size(tab.read(read -> History.list(tab.replica, read)))).isOne();
    }

    @Test
    void aReset_forgetsTheVersionToo() {
      old(device).save(OLD);
      Device.Tab tab = release(device);
      tab.load();
      tab.sync(server);
      tab.reset();
      tab.sync(server);
      assertThat(tab.load()).isEqualTo(sorted(NEW));
      assertThat(migrated).hasSize(1);
    }
  }

  @Nested
  class BroughtFromElsewhere {
    private Json exported(String value) {
      Device.Tab elsewhere = old(there);
      elsewhere.save(OLD);
      elsewhere.sync(server);
      elsewhere.put("tasks/a", value);
      return elsewhere.export();
    }

    private void imports(Device.Tab tab, Json content) {
      tab.must(done -> Import.run(tab.replica, content, done));
      tab.audited("total");
    }

    @Test
    void aFileOfAnOlderRelease_isMigrated() {
      Json content = exported("{'id':'a','title':'theirs'}");
      Device.Tab tab = release(device);
      tab.sync(server);
      imports(tab, content);
      imports(tab, content);
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'theirs'")));
      tab.sync(server);
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(server.value("tasks/a")).contains("\"name\":\"theirs\"");
    }

    @Test
    void aFileOfAnOlderRelease_onAnEmptyDevice() {
      Device.Tab tab = release(device);
      imports(tab, exported("{'id':'a','title':'theirs'}"));
      assertThat(tab.load()).isEqualTo(sorted("{'tasks':[{'id':'a','name':'theirs'}]}"));
      assertThat(tab.sync(server)).isEmpty();
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'theirs'")));
    }

    @Test
    void aFileOfAnOlderReleaseWithAnEditImportedBesideAnother_theLaterUndoesNothing() {
      Json done = exported("{'id':'a','title':'x','done':true}");
      Device.Tab before = old(device);
      before.sync(server);
      before.put("tasks/a", "{'id':'a','title':'later'}");
      before.sync(server);
      before.put("tasks/a", "{'id':'a','title':'later','due':1}");
      imports(before, done);

      Device.Tab tab = release(new Device());
      tab.sync(server);
      imports(tab, before.export());
      tab.sync(server);
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(tab.get("tasks/a")).isEqualTo("{'done':true,'due':1,'id':'a','name':'later'}");
      assertThat(server.value("tasks/a")).contains("\"name\":\"later\"");
    }

    @Test
    void exportedAndSentFromElsewhere_isAskedForBeforeItLeavesInTheNewForm() {
      Json content = exported("{'id':'a','title':'mine'}");
      Device.Tab old = old(device);
      old.sync(server);
      imports(old, content);
      old.sync(server);
      old.put("tasks/a", "{'id':'a','title':'later'}");
      old.sync(server);

      Device.Tab tab = release(there);
      tab.load();
      tab.audited("total");
      assertThat(tab.sync(server)).isEmpty();
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'later'")));
      assertThat(tab.replica.hasLocalChanges()).isFalse();
    }

    @Test
    void exportedAndMadeByTheMigrationAnyway_nothingOfItIsLeftToSend() {
      Json content = exported("{'id':'a','title':'x','name':'x'}");

      Device.Tab tab = release(there);
      tab.load();

      assertThat(tab.audited("superseded")).isEqualTo(1);
      assertThat(tab.hasConflicts()).as("but for the migration itself").isTrue();
      tab.replica.entries().forEach(e -> assertThat(e.migrates).isTrue());
      tab.sync(server);
      Device.Tab other = release(device);
      imports(other, content);
      other.load();
      other.sync(server);
      tab.sync(server);
      assertThat(tab.load()).isEqualTo(sorted(NEW)).isEqualTo(other.load());
      assertThat(Json.size(other.conflicts())).isZero();
    }

    @Test
    void sentThenExportedThenEdited_eachIsAChangeOfItsOwn() {
      Device.Tab elsewhere = old(there);
      elsewhere.save(OLD);
      elsewhere.sync(server);
      elsewhere.put("tasks/a", "{'id':'a','title':'sent'}");
      elsewhere.begin(); // the request is lost
      elsewhere.put("tasks/a", "{'id':'a','title':'exported'}");
      Json content = elsewhere.export();
      elsewhere.put("tasks/a", "{'id':'a','title':'edited'}");
      Device.Tab old = old(device);
      old.sync(server);
      imports(old, content);
      old.sync(server);
      assertThat(server.value("tasks/a")).contains("exported");

      Device.Tab tab = release(there);
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'edited'")));
      tab.audited("total");
      assertThat(tab.sync(server)).isEmpty();
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(server.value("tasks/a")).contains("\"name\":\"edited\"");
      assertThat(tab.replica.hasLocalChanges()).isFalse();
    }

    @Test
    void exportedInTheNewFormWhileTheOldOneIsAskedFor_whereImportedBothAreAskedFor() {
      Device.Tab elsewhere = old(there);
      elsewhere.save(OLD);
      elsewhere.sync(server);
      elsewhere.put("tasks/a", "{'id':'a','title':'sent'}");
      elsewhere.begin(); // the request is lost
      elsewhere = release(there);
      elsewhere.load();
      Json content = elsewhere.export();
      elsewhere.sync(server);
      elsewhere.put("tasks/a", "{'id':'a','name':'later'}");
      elsewhere.sync(server);

      Device.Tab tab = release(device);
      tab.sync(server);
      imports(tab, content);
      tab.sync(server);
      assertThat(Json.size(tab.parked())).isZero();
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(tab.get("tasks/a")).isEqualTo("{'id':'a','name':'later'}");
      assertThat(tab.replica.hasLocalChanges()).isFalse();
    }

    /** A change on top of a migration, neither of them sent. */
    private Json exportedInTheNewForm() {
      Device.Tab elsewhere = old(there);
      elsewhere.save(OLD);
      elsewhere.sync(server);
      elsewhere = release(there);
      elsewhere.load();
      elsewhere.put("tasks/a", "{'id':'a','name':'x','done':true}");
      return elsewhere.export();
    }

    /** This device migrates and edits first. */
    private Device.Tab ahead() {
      Device.Tab tab = release(device);
      tab.sync(server);
      tab.load();
      tab.sync(server);
      tab.save(NEW.replace("'x'", "'theirs'"));
      return tab;
    }

    private static final String BOTH = "{'done':true,'id':'a','name':'theirs'}";

    @Test
    void doneWorkBesideAnExportedEdit_theyStayTwoChanges_andANewLineageUndoesNothing() {
      Json done = exported("{'id':'a','title':'done'}");
      Device.Tab elsewhere = old(there);
      elsewhere.sync(server);
      Device.Tab before = old(device);
      before.sync(server);
      before.put("tasks/a", "{'id':'a','title':'later'}");
      before.sync(server);
      before.put("tasks/a", "{'id':'a','title':'later','done':true}");
      before.export();
      imports(before, done); // what the server has had for long

      Device.Tab tab = release(device);
      tab.load();
      tab.audited("total");
      Exchange migrates = tab.begin();
      tab.commit(migrates, server.sync(migrates.request()));
      server.rename();
      tab.sync(server);
      tab.sync(server);
      assertThat(server.value("tasks/a")).contains("\"name\":\"later\"");
      assertThat(tab.get("tasks/a")).contains("'done':true");
    }

    @Test
    void anArchiveRestoredBesideANewerEdit_doesNotUndoIt() {
      Device.Tab before = old(device);
      before.put("tasks/a", "{'id':'a','title':'first'}");
      before.reset();
      Device.Tab elsewhere = old(there);
      elsewhere.put("tasks/a", "{'id':'a','title':'theirs'}");
      elsewhere.sync(server);
      before.sync(server);
      before.put("tasks/a", "{'id':'a','title':'later'}");
      before.begin(); // the request is lost
      Json archives = before.read(read -> Archives.list(before.replica, read));
      String id = Json.text(Json.get(Json.at(archives, 0), "id"));
      before.must(done -> Archives.restore(before.replica, id, done));

      Device.Tab tab = release(device);
      tab.load();
      tab.sync(server);
      assertThat(server.value("tasks/a")).contains("\"name\":\"later\"");
      assertThat(Json.size(tab.conflicts())).isOne();
    }

    @Test
    void aMigrationThatAnotherHasOvertaken_isNoConflict() {
      Json content = exportedInTheNewForm();
      Device.Tab tab = ahead();
      tab.sync(server);
      imports(tab, content);
      assertThat(tab.get("tasks/a")).isEqualTo(BOTH);
      assertThat(tab.sync(server)).isEmpty();
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(tab.get("tasks/a")).isEqualTo(BOTH);
      assertThat(tab.hasConflicts()).isFalse();

      Device.Tab elsewhere = release(there);
      elsewhere.sync(server);
      assertThat(elsewhere.get("tasks/a")).isEqualTo(BOTH);
      assertThat(Json.size(elsewhere.conflicts()) + Json.size(elsewhere.parked())).isZero();
    }

    @Test
    void aMigrationThatComesLate_bringsBackNoFieldThatIsGone() {
      Json content = exportedInTheNewForm();
      Device.Tab tab = ahead();
      tab.put("tasks/a", "{'id':'a','other':1}");
      tab.sync(server);
      imports(tab, content);
      assertThat(tab.sync(server)).isEmpty();
      String gone = "{\"done\":true,\"id\":\"a\",\"other\":1}";
      assertThat(server.value("tasks/a")).isEqualTo(gone);
      assertThat(tab.hasConflicts()).isFalse();
    }

    @Test
    void aMigrationBehindAnUnsentEdit_hidesItNot() {
      Json content = exportedInTheNewForm();
      Device.Tab tab = ahead();
      imports(tab, content);
      assertThat(tab.get("tasks/a")).isEqualTo(BOTH);
      assertThat(tab.sync(server)).isEmpty();
      assertThat(Device.json(server.value("tasks/a"))).isEqualTo(Device.json(BOTH));
      assertThat(Json.size(tab.conflicts())).isZero();
    }

    @Test
    void aMigrationOfAnotherLineage_isNoChangeHere() {
      Json content = exportedInTheNewForm();
      Device.Tab tab = ahead();
      server.rename();
      tab.sync(server);
      tab.sync(server);
      imports(tab, content);
      assertThat(tab.get("tasks/a")).isEqualTo(BOTH);
      assertThat(tab.sync(server)).isEmpty();
      assertThat(Json.size(tab.conflicts())).isZero();
      assertThat(Device.json(server.value("tasks/a"))).isEqualTo(Device.json(BOTH));
    }

    @Test
    void aFileOfANewerRelease_isRefused() {
      Device.Tab newer = release(there);
      newer.save(NEW);
      Json content = newer.export();
      Device.Tab tab = old(device);
      assertThat(tab.call(done -> Import.run(tab.replica, content, done))).isEqualTo("NEWER_STATE");
      imports(release(device), content);
      assertThat(release(device).load()).isEqualTo(sorted(NEW));
    }

    @Test
    void whatWasSealedByAnOlderRelease_isMigratedWhenItsSubjectReturns() {
      Device.Tab before = old(device);
      before.save(OLD);
      before.sync(server);
      before.save(OLD.replace("'x'", "'mine'"));
      before.read(read -> Seal.close(before.replica, read));

      Device.Tab tab = release(device);
      tab.must(done -> Seal.open(tab.replica, done));
      tab.audited("total");
      assertThat(tab.load()).contains("'name':'mine'").doesNotContain("title");
      assertThat(tab.sync(server)).isEmpty();
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'mine'")));
      assertThat(Json.size(tab.conflicts())).isZero();
    }

    @Test
    void anArchiveOfAnOlderRelease_isMigratedWhenItIsRestored() {
      Device.Tab before = old(device);
      before.save(OLD);
      before.sync(server);
      before.save(OLD.replace("'x'", "'mine'"));
      before.reset();
      before.sync(server);

      Device.Tab tab = release(device);
      tab.load();
      Json archives = tab.read(read -> Archives.list(tab.replica, read));
      String id = Json.text(Json.get(Json.at(archives, 0), "id"));
      tab.must(done -> Archives.restore(tab.replica, id, done));
      tab.audited("total");
      assertThat(tab.load()).isEqualTo(sorted(NEW.replace("'x'", "'mine'")));
      assertThat(tab.sync(server)).isEmpty();
      assertThat(server.value("tasks/a")).contains("\"name\":\"mine\"");
    }
  }

  @Nested
  class OfAnOlderRelease {
    private final Device.Tab page = old(device);

    private void newer() {
      page.save(OLD);
      page.load();
      release(device).load();
    }

    @Test
    void aPage_keepsWhatItShowsAndWritesNothing() {
      newer();
      String before = device.disk.toString();
      assertThat(page.failedLoad()).isEqualTo("NEWER_STATE");
      assertThat(Device.text(page.given())).isEqualTo(sorted(OLD));
      assertThat(page.save(OLD)).isEqualTo("NEWER_STATE");
      assertThat(page.save("{}")).isEqualTo("NEWER_STATE");
      assertThat(page.failedPut("tasks/a", "{}")).isEqualTo("NEWER_STATE");
      assertThat(page.call(done -> Import.run(page.replica, export(), done)))
          .isEqualTo("NEWER_STATE");
      assertThat(page.call(done -> Reset.run(page.replica, "reset", done)))
          .isEqualTo("NEWER_STATE");
      assertThat(page.failedSync()).isEqualTo("NEWER_STATE");
      assertThat(page.replica.isOutdated()).isTrue();
      assertThat(device.disk.toString()).isEqualTo(before);
      assertThat(release(device).load()).isEqualTo(sorted(NEW));
    }

    private Json export() {
      Device.Tab elsewhere = old(there);
      elsewhere.put("tasks/c", "{'title':'z'}");
      return elsewhere.export();
    }

    /** What the page shows and may not save, as its user takes it away in a file. */
    private Json unsaved(String state) {
      Json content = page.export();
      Export.addUnsaved(page.replica, page.session(), Device.json(state), 1, content);
      return content;
    }

    @Test
    void itsUnsavedEdits_areInItsFile_andANewerReleaseTakesThemMigrated() {
      page.save(OLD);
      page.sync(server);
      newer();
      Device.Tab newer = release(device);
      newer.load();
      newer.sync(server);
      String edited =
          "{'tasks':[{'id':'c','title':'new'},{'id':'a','title':'mine'}],'extra':{'n':1}}";
      assertThat(page.save(edited)).isEqualTo("NEWER_STATE");
      Json content = unsaved(edited);
      String expected =
          "{'extra':{'n':1},'tasks':[{'id':'c','name':'new'},{'id':'a','name':'mine'}]}";

      newer.must(done -> Import.run(newer.replica, content, done));
      assertThat(newer.load()).isEqualTo(sorted(expected));
      newer.must(done -> Import.run(newer.replica, unsaved(edited), done));
      newer.audited("total");
      assertThat(newer.sync(server)).isEmpty();
      assertThat(newer.load()).isEqualTo(sorted(expected));
      assertThat(Json.size(newer.conflicts())).isZero();
      Device.Tab elsewhere = release(there);
      elsewhere.sync(server);
      assertThat(elsewhere.load()).isEqualTo(sorted(expected));
    }

    @Test
    void unsentWorkThatANewerReleaseHasMigrated_isInItsFile_andTakenOnce() {
      newer();
      Device.Tab started = old(device);
      assertThat(started.failedLoad()).isEqualTo("NEWER_STATE");
      Json content = started.export();
      Device.Tab elsewhere = release(there);

      elsewhere.must(done -> Import.run(elsewhere.replica, content, done));
      assertThat(elsewhere.load()).isEqualTo(sorted(NEW));
      elsewhere.sync(server);
      long versions = server.version();
      Device.Tab newer = release(device);
      newer.sync(server);
      assertThat(server.version()).isEqualTo(versions);
      assertThat(newer.load()).isEqualTo(sorted(NEW));
      assertThat(newer.hasConflicts()).isFalse();
    }

    @Test
    void anAnswerThatComesAfterTheMigration_isLeftToTheNewerRelease() {
      page.save(OLD);
      Exchange exchange = page.begin();
      Json answer = server.sync(exchange.request());
      Device.Tab tab = release(device);
      tab.load();
      assertThat(page.call(done -> page.replication.commit(exchange, answer, done)))
          .isEqualTo("NEWER_STATE");
      assertThat(tab.sync(server)).isEmpty();
      assertThat(tab.load()).isEqualTo(sorted(NEW));
      assertThat(Json.size(tab.conflicts())).isZero();
    }

    @Test
    void aServerThatHoldsALaterVersion_isHeardAndNothingIsLost() {
      Device.Tab tab = release(there);
      tab.save(NEW);
      tab.sync(server);

      page.save("{'tasks':[{'id':'c','title':'mine'}]}");
      assertThat(page.sync(server)).isEqualTo("NEWER_STATE");
      assertThat(page.load()).isEqualTo(sorted("{'tasks':[{'id':'c','title':'mine'}]}"));
      assertThat(server.value("tasks/c")).isEmpty();

      Device.Tab newer = release(device);
      newer.load();
      assertThat(newer.sync(server)).isEmpty();
      assertThat(server.value("tasks/c")).contains("\"name\":\"mine\"");
    }

    @Test
    void signingOut_isNoWrite() {
      newer();
      page.read(read -> Seal.close(page.replica, read));
      Device.Tab tab = release(device);
      tab.must(done -> Seal.open(tab.replica, done));
      assertThat(tab.load()).isEqualTo(sorted(NEW));
    }
  }

  @Nested
  class OnTwoDevices {
    private final Device.Tab here = old(device);
    private final Device.Tab other = old(there);

    private void bothHave(String state) {
      here.save(state);
      here.sync(server);
      other.sync(server);
      other.load();
    }

    private void converge(Device.Tab one, Device.Tab two, String expected) {
      for (int i = 0; i < 2; i++) {
        assertThat(one.sync(server)).isEmpty();
        assertThat(two.sync(server)).isEmpty();
      }
      assertThat(Json.size(one.conflicts()) + Json.size(two.conflicts())).isZero();
      assertThat(one.load()).isEqualTo(sorted(expected));
      assertThat(two.load()).isEqualTo(sorted(expected));
      assertThat(one.replica.localVersion()).isEqualTo(server.hash());
      assertThat(two.replica.localVersion()).isEqualTo(server.hash());
    }

    @Test
    void bothMigrate_theyConverge() {
      bothHave(OLD);
      Device.Tab one = release(device);
      Device.Tab two = release(there);
      one.load();
      two.load();
      converge(one, two, NEW);
    }

    @Test
    void oneWasOfflineWithUnsentEdits_theyAreEditsOfTheNewForm() {
      bothHave(OLD);
      other.save(OLD.replace("'x'", "'theirs'"));
      Device.Tab one = release(device);
      one.load();
      one.sync(server);
      assertThat(other.sync(server)).isEqualTo("NEWER_STATE");
      Device.Tab two = release(there);
      two.load();
      converge(one, two, NEW.replace("'x'", "'theirs'"));
    }

    @Test
    void oneMigratedOlderDocuments_thoseOfTheOtherStand() {
      bothHave(OLD);
      Device.Tab two = release(there);
      two.load();
      two.save(NEW.replace("'y'", "'mine'"));

      here.save(OLD.replace("'x'", "'theirs'"));
      here.sync(server);
      Device.Tab one = release(device);
      one.load();
      one.sync(server);
      converge(one, two, NEW.replace("'x'", "'theirs'").replace("'y'", "'mine'"));
    }

    @Test
    void anOldReleaseWroteMeanwhile_itsNewsIsMigratedToo() {
      bothHave(OLD);
      Device.Tab one = release(device);
      one.load();
      one.save(NEW.replace("'y'", "'mine'"));
      other.save(
          "{'tasks':[{'id':'a','title':'theirs'},{'id':'b','title':'y'},{'id':'c','title':'z'}]}");
      other.sync(server);
      assertThat(server.value("~schema/~")).isEmpty();

      assertThat(one.sync(server)).isEmpty();
      assertThat(one.load())
          .isEqualTo(
              sorted(
                  "{'tasks':[{'id':'a','name':'theirs'},{'id':'b','name':'mine'},"
                      + "{'id':'c','name':'z'}]}"));
      assertThat(server.value("tasks/c")).contains("name");
      assertThat(Json.size(one.conflicts())).isZero();
    }

    @Test
    void anOldReleaseDeletedAllThereWas_thereIsNothingToMigrate() {
      here.put("tasks/a", "{'id':'a','title':'x'}");
      here.sync(server);
      other.sync(server);
      other.put("tasks/a", "");
      other.sync(server);
      Device.Tab one = release(device);
      one.load();
      assertThat(one.sync(server)).isEmpty();
      assertThat(one.hasConflicts()).isFalse();
      assertThat(one.get("tasks/a")).isEmpty();
      one.put("tasks/a", "{'id':'a','name':'new'}");
      one.sync(server);
      assertThat(server.value("tasks/a")).contains("\"name\":\"new\"");
    }

    @Test
    void anOldReleaseEditedTheSameField_itIsAConflictOfThatField() {
      bothHave(OLD);
      Device.Tab one = release(device);
      one.load();
      one.save(NEW.replace("'x'", "'mine'"));
      other.save(OLD.replace("'x'", "'theirs'"));
      other.sync(server);
      one.sync(server);
      assertThat(Json.size(one.conflicts())).isOne();
      Json conflict = Json.at(one.conflicts(), 0);
      assertThat(Device.text(Json.get(conflict, "local"))).contains("'name':'mine'");
      assertThat(server.value("tasks/a")).contains("\"name\":\"theirs\"");
    }

    @Test
    void dataMadeOffline_meetsOldDataOfTheServer() {
      other.save(OLD);
      other.sync(server);
      Device.Tab one = release(device);
      one.save("{'tasks':[{'id':'c','name':'z'}]}");
      one.sync(server);
      assertThat(migrated).containsExactly("0 " + sorted(OLD));
      assertThat(server.value("tasks/a")).contains("name");
      assertThat(server.value("tasks/c")).contains("name");
    }

    @Test
    void aBackupThatKnowsNothingOfIt_isMigratedAgain() {
      bothHave(OLD);
      Object backup = server.backup();
      Device.Tab one = release(device);
      one.load();
      one.sync(server);
      one.save(NEW.replace("'x'", "'mine'"));
      server.restore(backup);
      server.rename();
      one.sync(server);
      assertThat(one.load()).isEqualTo(sorted(NEW.replace("'x'", "'mine'")));
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
      assertThat(server.value("tasks/b")).contains("name");
    }

    @Test
    void aBackupWithoutTheDocuments_theyAreRestoredInTheNewForm() {
      other.save("{'n':1}");
      other.sync(server);
      Object backup = server.backup();
      bothHave(OLD);
      Device.Tab one = release(device);
      one.load();
      server.restore(backup);
      assertThat(one.sync(server)).contains("EPOCH_CHANGED");

      Json archives = one.read(read -> Archives.list(one.replica, read));
      String id = Json.text(Json.get(Json.at(archives, 0), "id"));
      one.must(done -> Archives.restore(one.replica, id, done));
      assertThat(one.load()).contains("'name':'x'").doesNotContain("title");
    }

    @Test
    void aBackupWithoutTheVersion_andItsRecordHereIsLost_itIsSentBeforeTheWork() {
      server.restore(server.backup());
      Object backup = server.backup();
      Device.Tab before = release(device);
      before.save(NEW);
      before.sync(server);
      for (String key : device.disk.keys(Table.PAGES)) {
        device.disk.plant(Table.PAGES, key, Json.of("garbage"));
      }
      Device.Tab one = release(device);
      one.put("tasks/c", "{'id':'c','name':'z'}");
      server.restore(backup);
      server.rename();
      one.sync(server);
      assertThat(one.sync(server)).isEmpty();
      assertThat(server.value("tasks/c")).contains("z");
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
    }

    /** The replica has nothing left that contradicts the backup, so it sees no other past. */
    @Test
    void aBackupThatNobodyNamed_andTheDocumentsHereAreLost_theVersionIsSentBeforeTheWork() {
      other.sync(server); // the space is empty
      Object backup = server.backup();
      Device.Tab before = release(device);
      before.save(NEW);
      before.sync(server);
      for (String key : device.disk.keys(Table.PAGES)) {
        device.disk.plant(Table.PAGES, key, Json.of("garbage"));
      }
      server.restore(backup);
      Device.Tab one = release(device);
      one.put("tasks/c", "{'id':'c','name':'z'}");
      one.sync(server);
      assertThat(server.value("tasks/c")).contains("z");
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
    }

    @Test
    void aBackupThatNobodyNamed_andTheReplicasRecordIsLost_theVersionIsSentBeforeTheWork() {
      other.save("{'n':1}");
      other.sync(server);
      Object backup = server.backup();
      Device.Tab before = release(device);
      before.sync(server);
      before.save(NEW);
      before.sync(server);
      before.put("tasks/c", "{'id':'c','name':'z'}");
      server.restore(backup);
      device.disk.plant(Table.META, Meta.KEY, Json.of("garbage"));

      Device.Tab one = release(device);
      Exchange first = one.begin();
      assertThat(first.size()).as("sent before the server's version is known").isZero();
      one.commit(first, server.sync(first.request()));
      one.sync(server);
      assertThat(server.value("tasks/c")).contains("z");
      assertThat(server.value("~schema/~")).isEqualTo("{\"version\":2}");
    }

    @Test
    void aConflict_staysOneInTheNewForm() {
      bothHave(OLD);
      here.save(OLD.replace("'x'", "'mine'"));
      other.save(OLD.replace("'x'", "'theirs'"));
      other.sync(server);
      here.sync(server);
      assertThat(Json.size(here.conflicts())).isOne();

      Device.Tab one = release(device);
      one.load();
      assertThat(Json.size(one.conflicts())).isOne();
      one.sync(server);
      assertThat(server.value("tasks/a")).contains("\"name\":\"theirs\"");
      one.must(done -> new Decisions(one.replica).keepLocal("tasks/a", done));
      one.sync(server);
      assertThat(server.value("tasks/a")).contains("\"name\":\"mine\"");
    }

    private Device.Tab conflictBesideTheMigration() {
      bothHave(OLD);
      here.save(OLD.replace("'x'", "'mine','done':true"));
      other.save(OLD.replace("'x'", "'theirs'"));
      other.sync(server);
      here.sync(server);
      Device.Tab one = release(device);
      one.load();
      return one;
    }

    @Test
    void aConflictBesideTheMigration_showsTheServersDocumentInTheNewForm() {
      Device.Tab one = conflictBesideTheMigration();
      Json shown = Json.get(Json.at(one.conflicts(), 0), "server");
      assertThat(Device.text(shown)).isEqualTo("{'id':'a','name':'theirs'}");
      one.must(done -> new Decisions(one.replica).take("tasks/a", shown, done));
      assertThat(one.load()).isEqualTo(sorted(NEW.replace("'x'", "'theirs'")));
    }

    @Test
    void aConflictBesideTheMigration_theServersSideIsTakenInTheNewForm() {
      Device.Tab one = conflictBesideTheMigration();
      one.must(done -> new Decisions(one.replica).takeServer("tasks/a", done));
      assertThat(one.load()).isEqualTo(sorted(NEW.replace("'x'", "'theirs','done':true")));
    }

    @Test
    void aConflictBesideTheMigration_newsOfTheOlderFormAreNotMixedIn() {
      Device.Tab theirs = old(there);
      theirs.put("tasks/a", "{'id':'a'}");
      theirs.sync(server);
      Device.Tab one = old(device);
      one.sync(server);
      theirs.put("tasks/a", "");
      theirs.sync(server);
      one.put("tasks/a", "{'id':'a','title':'mine'}");
      one.sync(server);
      assertThat(Json.size(one.conflicts())).isOne();
      Device.Tab tab = release(device);
      tab.load();
      theirs.put("tasks/a", "{'id':'a','title':'again'}");
      theirs.sync(server);

      tab.sync(server);
      Device.Tab later = release(there);
      later.load();
      later.sync(server);
      later.put("tasks/a", "");
      later.sync(server);
      tab.sync(server);
      assertThat(Json.size(tab.conflicts())).as("to be decided still").isOne();
      tab.must(done -> new Decisions(tab.replica).keepLocal("tasks/a", done));
      tab.sync(server);
      assertThat(tab.get("tasks/a")).isEqualTo("{'id':'a','name':'mine'}");
    }

    @Test
    void theVersion_isNoPartOfTheStateAndNoMisfit() {
      Device.Tab one = release(device);
      one.save(NEW);
      one.sync(server);
      Device.Tab two = release(there);
      two.sync(server);
      assertThat(two.load()).isEqualTo(sorted(NEW));
      assertThat(Json.size(two.misfits())).isZero();
      two.save("{'tasks':[]}");
      two.sync(server);
      assertThat(SchemaVersion.of(Json.parse(server.value("~schema/~")))).isEqualTo(2);
    }
  }
}
