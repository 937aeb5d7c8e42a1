package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore;
import org.junit.jupiter.api.Test;

/** Temporary ids that the worker makes, for pages that give none. */
class MintedIdsTest {
  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);
  private final RequestLog log = new RequestLog(disk);
  private String key = "";

  private void admit(boolean online) {
    Json entry = Json.object();
    for (String field : new String[] {"method", "url", "client", "hash", "id", "lane"}) {
      Json.set(entry, field, Json.of(field));
    }
    Json.set(entry, "subject", Json.of(""));
    Json.set(entry, "at", Json.of(1_000));
    Json.set(entry, "names", Json.object());
    Json.set(entry, "temporary", Json.of("minted-1"));
    Json.set(entry, "mints", Json.of(true));
    log.admit(entry, online, "w1", (at, as, direct) -> key = at, failure -> {});
    turns.untilIdle();
  }

  private void settle(Outcome outcome) {
    log.settle(key, "id", outcome, failure -> assertThat(failure).isNull());
    turns.untilIdle();
  }

  /** The records of ids, {@code temporary is}. */
  private String records() {
    StringBuilder all = new StringBuilder();
    log.waiting(
        found -> {
          Json rows = Json.at(found, 1);
          for (int i = 0; i < Json.size(rows); i++) {
            Json row = Json.at(Json.at(rows, i), 1);
            all.append(Json.text(Json.get(row, "temporary")));
            all.append(Json.isString(Json.get(row, "is")) ? " known" : " unknown");
          }
        },
        failure -> {});
    turns.untilIdle();
    return all.toString();
  }

  @Test
  void serverAnswersThePageItself_theIdThatItNeverSawLeavesNothing() {
    admit(true);
    assertThat(records()).isEmpty();

    settle(Outcome.of(201, 0, false).naming("17"));

    assertThat(records()).isEmpty();
  }

  @Test
  void answerDoesNotCome_theIdIsKnownAsOneThatWaits_andIsResolved() {
    admit(true);
    settle(Outcome.noAnswer());
    assertThat(records()).isEqualTo("minted-1 unknown");

    settle(Outcome.of(201, 0, false).naming("17"));

    assertThat(records()).isEqualTo("minted-1 known");
  }

  @Test
  void workerDiesWhileThePageWaits_theIdIsKnownAsOneThatWaits() {
    admit(true);

    log.unsent(Json.array(), all -> {}, failure -> {});
    turns.untilIdle();

    assertThat(records()).isEqualTo("minted-1 unknown");
  }

  @Test
  void pageIsAnsweredAtOnce_theIdIsKnownAsOneThatWaits() {
    admit(false);

    assertThat(records()).isEqualTo("minted-1 unknown");
  }
}
