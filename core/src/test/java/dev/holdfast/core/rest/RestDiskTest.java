package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.Import;
import dev.holdfast.core.replica.Reset;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Table;
import dev.holdfast.core.sync.SyncLoop;
import org.junit.jupiter.api.Test;

/** The disk forgets, is full, or holds what another tab, device or release wrote. */
class RestDiskTest extends RestFixture {
  @Test
  void reset_allIsPulledAgainUnderTheSameNames() {
    edit("mine", "{'id':'mine','n':1}");
    sync();
    Reset.run(replica, "reset", failure -> {});
    turns.untilIdle();
    assertThat(here("mine")).isEmpty();

    assertThat(sync()).isTrue();

    assertThat(here("mine")).isEqualTo("{'id':'mine','n':1}");
    assertThat(here("41")).isEmpty();
  }

  @Test
  void newerReleaseWroteWhileTheListWasAsked_nothingIsWrittenOver() {
    sync();
    shelf.write("1", json("{'id':1}"));
    Resources upgraded =
        (call, heard) -> {
          disk.transact(
              true,
              tx ->
                  tx.get(
                      Table.META,
                      "replica",
                      meta -> {
                        Json newer = Json.copy(meta);
                        Json.set(newer, "format", Json.of(99));
                        tx.put(Table.META, "replica", newer);
                      }),
              failure -> shelf.send(call, heard));
        };
    define(upgraded);

    assertThat(sync()).isFalse();

    assertThat(disk.keys(Table.META)).noneMatch(key -> key.startsWith("rest/row/"));
  }

  @Test
  void browserDroppedEverythingWhileThePageIsOpen_theListIsSentAgain() {
    shelf.write("1", json("{'id':1}"));
    sync();

    disk.evict();
    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':1}");
  }

  @Test
  void diskFullWhenTheNewsIsStored_itComesWithTheNextList() {
    sync();
    shelf.write("1", json("{'id':1}"));
    disk.fill(1);
    assertThat(sync()).isFalse();

    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':1}");
  }

  @Test
  void anotherTabWasGivenAnOlderList_thisOneAsksForAllAgain() {
    shelf.write("1", json("{'id':1,'n':1}"));
    shelf.write("1", json("{'id':1,'n':2}"));
    sync();
    Shelf older = new Shelf(turns);
    older.write("1", json("{'id':1,'n':1}"));
    SyncLoop here = loop;
    reopen();
    define(older);
    sync();
    assertThat(here("1")).isEqualTo("{'id':1,'n':1}");

    loop = here;
    sync();

    assertThat(here("1")).isEqualTo("{'id':1,'n':2}");
  }

  /** The imported work has the epoch of its device; this device has none yet. */
  @Test
  void workOfAnotherDeviceImportedBeforeTheFirstSync_itIsSent() {
    edit("a", "{'id':'a','n':1}");
    sync();
    edit("b", "{'id':'b','n':1}");
    Json content = Json.object();
    Export.run(replica, new StateShape(Json.object()), content, failure -> {});
    turns.untilIdle();
    disk.evict();
    reopen();
    Import.run(replica, content, failure -> {});
    turns.untilIdle();

    assertThat(sync()).isTrue();

    assertThat(there("42")).isEqualTo("{'id':42,'n':1}");
    assertThat(replica.hasLocalChanges()).isFalse();
  }
}
