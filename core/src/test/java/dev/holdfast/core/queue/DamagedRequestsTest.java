package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A queued request's record is lost, as can happen to the file of a large body. */
class DamagedRequestsTest {
  private static final String FIRST = "000000000000001";
  private static final String SECOND = "000000000000002";

  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private final RequestLog log = new RequestLog(disk);

  private void admit(String id, String lane, String makes, String... names) {
    Json entry = Json.object();
    for (String field : new String[] {"method", "url", "client", "hash"}) {
      Json.set(entry, field, Json.of(field + id));
    }
    Json.set(entry, "id", Json.of(id));
    Json.set(entry, "lane", Json.of(lane));
    Json.set(entry, "at", Json.of(1_000));
    Json all = Json.object();
    for (String name : names) {
      Json.set(all, name, Json.of(true));
    }
    if (!makes.isEmpty()) {
      Json.set(all, makes, Json.of(true));
      Json.set(entry, "temporary", Json.of(makes));
    }
    Json.set(entry, "names", all);
    log.admit(entry, false, "w1", (key, as, direct) -> log.answered(as), failure -> {});
    turns.untilIdle();
    log.storeAnswered(failure -> assertThat(failure).isNull());
    turns.untilIdle();
  }

  private void setAside() {
    DamagedRequests.setAside(disk, 7_000, failure -> assertThat(failure).isNull());
    turns.untilIdle();
  }

  /** The ids of the requests that wait, in order. */
  private List<String> unsent() {
    List<String> ids = new ArrayList<>();
    log.unsent(
        Json.array(),
        all -> {
          for (int i = 0; i < Json.size(all); i++) {
            ids.add(Json.text(Json.get(Json.at(Json.at(all, i), 1), "id")));
          }
        },
        failure -> assertThat(failure).isNull());
    turns.untilIdle();
    return ids;
  }

  private String meta(String key) {
    String[] found = {""};
    disk.transact(
        false,
        tx ->
            tx.get(
                Table.META,
                key,
                record -> found[0] = Json.isAbsent(record) ? "" : Json.stringify(record)),
        failure -> {});
    turns.untilIdle();
    return found[0];
  }

  @Test
  void oneIsLost_itIsSetAsideAndCounted_theOthersWaitStillInTheirLane() {
    admit("a", "x", "");
    admit("b", "x", "");
    admit("c", "y", "");
    disk.plant(Table.REQUESTS, FIRST, Json.nul());

    setAside();

    assertThat(unsent()).containsExactly("b", "c");
    assertThat(disk.keys(Table.DAMAGED)).containsExactly(FIRST);
    assertThat(Json.equal(Json.parse(meta("audit")), Json.parse("{\"archived\":1,\"total\":3}")))
        .as(meta("audit"))
        .isTrue();
    assertThat(meta("lane/x")).isEqualTo("1");
    assertThat(meta("lane/y")).isEqualTo("1");
  }

  @Test
  void severalAreLost_eachIsCounted_andAnEmptyLaneIsFree() {
    admit("a", "x", "");
    admit("b", "x", "");
    disk.plant(Table.REQUESTS, FIRST, Json.nul());
    disk.plant(Table.REQUESTS, SECOND, Json.nul());

    setAside();

    assertThat(disk.keys(Table.DAMAGED)).containsExactly(FIRST, SECOND);
    assertThat(meta("audit")).contains("\"archived\":2");
    assertThat(meta("lane/x")).isEmpty();
  }

  @Test
  void theMakerOfAThingIsLost_whatNamesItIsParked_insteadOfWaitingForEver() {
    admit("m", "x", "t");
    admit("b", "y", "", "t");
    disk.plant(Table.REQUESTS, FIRST, Json.nul());
    setAside();
    boolean[] waited = {true};

    log.begin(SECOND, "b", "w1", (entry, waits) -> waited[0] = waits, failure -> {});
    turns.untilIdle();

    assertThat(waited[0]).as("it waits").isFalse();
    assertThat(disk.toString()).contains("ID_UNKNOWN: nothing makes t");
  }

  @Test
  void nothingIsLost_nothingIsTouched() {
    admit("a", "x", "");
    String before = disk.toString();

    setAside();

    assertThat(disk.toString()).isEqualTo(before);
  }
}
