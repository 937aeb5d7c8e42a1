package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.RequestImport;
import dev.holdfast.core.queue.RequestLog;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The disk is full at each kind of write. The write fails and changes nothing, and succeeds once
 * there is room.
 */
class FullDiskTest extends TwoDevicesFixture {
  /** Each kind of write of a replica. */
  private enum Write {
    EDIT {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        return done ->
            t.tab.replica.edit(
                "notes", "b", v -> Device.json("{'x':2}"), (id, failure) -> done.ended(failure));
      }
    },
    SAVE {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        t.tab.load();
        return done -> t.tab.save("{'settings':{'x':1}}", done);
      }
    },
    MARK_AS_SENT {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        return done ->
            t.tab.replication.beginExchange(500, 2000, (exchange, failure) -> done.ended(failure));
      }
    },
    SYNC {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        t.other.put("notes/z", "{'x':1}");
        t.other.sync(t.server);
        Exchange exchange = t.tab.begin();
        Json answer = t.server.sync(exchange.request());
        return done -> t.tab.replication.commit(exchange, answer, done);
      }
    },
    RESOLVE {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        return done -> new Decisions(t.tab.replica).take("notes/a", Device.json("{'x':9}"), done);
      }
    },
    RESET {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        return done -> Reset.run(t.tab.replica, "reset", done);
      }
    },
    EXPORT {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        return done -> Export.run(t.tab.replica, t.tab.shape, Json.object(), done);
      }
    },
    IMPORT {
      @Override
      Device.Tab.Call on(FullDiskTest t) {
        t.other.put("notes/y", "{'x':1}");
        t.other.put("notes/z", "{'x':1}");
        Json exported = t.other.export();
        return done -> Import.run(t.tab.replica, exported, done);
      }
    };

    /** Prepares the write. The returned call may be run several times. */
    abstract Device.Tab.Call on(FullDiskTest test);
  }

  /** A conflict and unsent work, beside synced documents. */
  private void workInEveryState() {
    for (String key : new String[] {"notes/a", "notes/b", "notes/c"}) {
      tab.put(key, "{'x':0}");
    }
    tab.sync(server);
    other.sync(server);
    other.put("notes/a", "{'x':7}");
    other.sync(server);
    tab.put("notes/a", "{'x':8}");
    tab.sync(server);
    tab.put("notes/c", "{'x':1}");
    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(Json.size(tab.pending())).isEqualTo(1);
  }

  /** All that a page can see. */
  private static List<String> seen(Device.Tab page) {
    List<String> seen = new ArrayList<>();
    for (String key : new String[] {"notes/a", "notes/b", "notes/c", "notes/y", "notes/z"}) {
      seen.add(page.get(key));
    }
    seen.add(page.peek());
    seen.add(Device.text(page.audit()));
    seen.add(Device.text(page.conflicts()));
    seen.add(Device.text(page.pending()));
    seen.add(Device.text(page.read(read -> Archives.list(page.replica, read))));
    seen.add(Device.text(page.read(read -> History.list(page.replica, read))));
    seen.add(page.replica.serverVersion() + " " + page.replica.localVersion());
    return seen;
  }

  @Tag("fault-3")
  @Tag("fault-4")
  @ParameterizedTest
  @EnumSource
  void diskFull_QUOTA_stateBeforeIntact_nextWriteWithRoomWorks(Write write) {
    workInEveryState();
    Device.Tab.Call call = write.on(this);
    String disk = device.disk.toString();
    List<String> before = seen(tab);

    device.disk.fill(1);
    assertThat(tab.call(call)).isEqualTo("QUOTA");

    assertThat(device.disk.toString()).isEqualTo(disk);
    assertThat(seen(tab)).isEqualTo(before);
    assertThat(seen(device.tab())).as("as a new page sees it").isEqualTo(before);
    tab.must(call);
    assertThat(device.disk.toString()).as("written").isNotEqualTo(disk);
    tab.audited("total");
    List<String> after = seen(tab);
    assertThat(seen(device.tab())).isEqualTo(after);
    tab.sync(server);
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
  }

  @Test
  @Tag("fault-3")
  void diskFullAtAnEdit_nothingChanged() {
    tab.put("notes/a", "{'x':1}");
    device.disk.fill(1);
    String code =
        tab.call(
            done ->
                tab.replica.edit(
                    "notes",
                    "a",
                    v -> Device.json("{'x':2}"),
                    (id, failure) -> done.ended(failure)));
    assertThat(code).isEqualTo("QUOTA");
    assertThat(tab.get("notes/a")).isEqualTo("{'x':1}");
    tab.put("notes/a", "{'x':3}");
    tab.sync(server);
    assertThat(server.value("notes/a")).isEqualTo("{\"x\":3}");
  }

  @Test
  @Tag("fault-4")
  void diskFullWhileAPageIsSplit_noDocumentIsHidden() {
    String text = "y".repeat(900);
    for (int i = 0; i < 60; i++) {
      other.put("notes/" + (100 + i), "{'t':'" + text + "'}");
    }
    other.sync(server);
    Exchange exchange = tab.begin();
    Json answer = server.sync(exchange.request());
    device.disk.fill(1);
    Failure[] failed = {null};
    tab.replication.commit(exchange, answer, failure -> failed[0] = failure);
    device.turns.untilIdle();
    assertThat(failed[0]).isNotNull();
    assertThat(tab.replica.serverVersion()).isEmpty();
    tab.sync(server);
    assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
    assertThat(Json.size(tab.read(read -> tab.replica.entries("notes", Json.absent(), read))))
        .isEqualTo(60);
    assertThat(
            Json.size(device.tab().read(read -> tab.replica.entries("notes", Json.absent(), read))))
        .isEqualTo(60);
  }

  /** Each kind of write of the queue. */
  private enum Queueing {
    ADMIT {
      @Override
      void on(RequestLog log, Store disk, Json entry, Done done) {
        log.admit(entry, false, "w1", (key, id, direct) -> done.ended(null), done);
      }
    },
    IMPORT {
      @Override
      void on(RequestLog log, Store disk, Json entry, Done done) {
        Json entries = Json.array();
        Json.push(entries, entry);
        RequestImport.run(disk, entries, done);
      }
    };

    abstract void on(RequestLog log, Store disk, Json entry, Done done);
  }

  @Tag("fault-3")
  @ParameterizedTest
  @EnumSource
  void diskFullAtARequest_notQueued_thoseBeforeStay_nextOneWithRoomIsQueued(Queueing way) {
    Turns turns = new Turns();
    MemoryStore disk = new MemoryStore(turns);
    RequestLog log = new RequestLog(disk);
    assertThat(queue(Queueing.ADMIT, turns, disk, log, "first")).isEmpty();
    String before = disk.toString();

    disk.fill(1);
    assertThat(queue(way, turns, disk, log, "second")).isEqualTo("QUOTA");

    assertThat(disk.toString()).isEqualTo(before);
    assertThat(queue(way, turns, disk, log, "second")).isEmpty();
    Json[] unsent = {Json.absent()};
    log.unsent(Json.array(), all -> unsent[0] = all, failure -> {});
    turns.untilIdle();
    assertThat(Json.size(unsent[0])).isEqualTo(2);
  }

  private static String queue(
      Queueing way, Turns turns, MemoryStore disk, RequestLog log, String id) {
    Json entry = Json.object();
    for (String field : new String[] {"lane", "method", "url", "client", "hash", "state"}) {
      Json.set(entry, field, Json.of(field));
    }
    Json.set(entry, "id", Json.of(id));
    @Nullable Failure[] failed = {null};
    boolean[] ended = {false};
    way.on(
        log,
        disk,
        entry,
        failure -> {
          failed[0] = failure;
          ended[0] = true;
        });
    turns.untilIdle();
    assertThat(ended[0]).isTrue();
    return failed[0] == null ? "" : failed[0].code().name();
  }
}
