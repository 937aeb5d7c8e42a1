package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A request that the browser dispatches again after it has stopped the worker. */
class MarksTest {
  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private RequestLog log = new RequestLog(disk);
  private String holder = "w1";
  private int made;

  /** A page makes a request. Returns the id that it is told. */
  private String admit(String text) {
    Json entry = Json.object();
    for (String field : new String[] {"method", "url", "client"}) {
      Json.set(entry, field, Json.of(field));
    }
    Json.set(entry, "hash", Json.of(text));
    Json.set(entry, "lane", Json.of("x"));
    Json.set(entry, "id", Json.of("r" + ++made));
    Json.set(entry, "at", Json.of(1_000));
    String[] told = {"failed"};
    log.admit(entry, false, holder, (key, id, direct) -> told[0] = id, failure -> {});
    turns.untilIdle();
    return told[0];
  }

  private void storeAnswered() {
    log.storeAnswered(failure -> {});
    turns.untilIdle();
  }

  private void stopWorker() {
    log = new RequestLog(disk);
    holder += "'";
  }

  private List<String> waiting() {
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

  @Test
  void workerStoppedBeforeItAnswered_eachRequestIsRecognisedOnce() {
    admit("a");
    admit("a");
    stopWorker();

    assertThat(List.of(admit("a"), admit("a"), admit("a"))).containsExactly("r1", "r2", "r5");
    assertThat(waiting()).containsExactly("r1", "r2", "r5");
  }

  @Test
  void answerStoredWithTheNextRequest_theSameWriteIsAnotherOne() {
    log.answered(admit("a"));
    admit("b");
    stopWorker();

    assertThat(admit("a")).isEqualTo("r3");
    assertThat(admit("b")).isEqualTo("r2");
  }

  @Test
  void diskFullWhenTheNextRequestCame_theAnswerIsStoredLater() {
    log.answered(admit("a"));
    disk.fill(1);
    assertThat(admit("b")).isEqualTo("failed");
    storeAnswered();
    stopWorker();

    assertThat(admit("a")).isEqualTo("r3");
  }

  @Test
  void answered_nothingIsLeftOfIt() {
    log.answered(admit("a"));
    storeAnswered();

    assertThat(disk.toString()).contains("audit={\"total\":1}");
  }

  /** As 0.1 wrote it: a mark under a key of its own for each request without an answer. */
  @Test
  void earlierReleaseLeftTwoWithoutAnswer_theyAreRecognised_andWhatWaitsIsKept() {
    for (int i = 1; i <= 2; i++) {
      String mark =
          "{'holder':'w0','id':'e%d','client':'client','hash':'%d','method':'method','url':'url'}";
      disk.plant(Table.META, "mark/e" + i, parsed(mark.formatted(i, i)));
      String entry = "{'id':'e%d','state':'queued','lane':'x','attempts':0,'holder':''}";
      disk.plant(Table.REQUESTS, "00000000000000" + i, parsed(entry.formatted(i)));
    }
    disk.plant(Table.META, "lane/x", Json.of(2));
    disk.plant(Table.META, "audit", parsed("{'total':2}"));

    assertThat(List.of(admit("2"), admit("3"))).containsExactly("e2", "r2");
    stopWorker();

    assertThat(List.of(admit("1"), admit("3"), admit("4"))).containsExactly("e1", "r2", "r5");
    assertThat(waiting()).containsExactly("e1", "e2", "r2", "r5");
    assertThat(disk.keys(Table.META)).containsExactly("audit", "lane/x");
  }

  private static Json parsed(String json) {
    return Json.parse(json.replace('\'', '"'));
  }
}
