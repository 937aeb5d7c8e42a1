package dev.holdfast.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Clock;
import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Turns;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests that use a temporary id. */
class TemporaryIdsTest {
  private static final String HOLDER = "w1";
  private static final double MONTH = 31 * 86_400_000d;

  private final Turns turns = new Turns();
  private final MemoryStore disk = new MemoryStore(turns);

  /** Made again to simulate a restart of the worker, which knows only the disk. */
  private RequestLog log = new RequestLog(disk);

  /** The server's answer to a request, by id; by default 200 without an id. */
  private final Map<String, Outcome> answers = new HashMap<>();

  /** What was sent: the request's id and the server's ids it was given, {@code d temp=17}. */
  private final List<String> sent = new ArrayList<>();

  private final Clock clock =
      new Clock() {
        @Override
        public double now() {
          return 1_000;
        }

        @Override
        public Timer after(double ms, Runnable task) {
          turns.later(task);
          return () -> {};
        }
      };

  /** Runs after each change of the log. */
  private Runnable changed = () -> {};

  /** A request that makes {@code names[0]}. */
  private Json makes(String id, String lane, String... names) {
    Json entry = names(id, lane, names);
    Json.set(entry, "temporary", Json.of(names[0]));
    return entry;
  }

  private Json names(String id, String lane, String... names) {
    Json entry = Json.object();
    for (String field : new String[] {"method", "url", "client", "hash"}) {
      Json.set(entry, field, Json.of(field + id));
    }
    Json.set(entry, "id", Json.of(id));
    Json.set(entry, "lane", Json.of(lane));
    Json.set(entry, "subject", Json.of("ada"));
    Json.set(entry, "at", Json.of(1_000));
    Json all = Json.object();
    for (String name : names) {
      Json.set(all, name, Json.of(true));
    }
    Json.set(entry, "names", all);
    return entry;
  }

  /** Admits the entry. Returns whether it may be sent at once. */
  private boolean admit(Json entry, boolean online) {
    boolean[] goes = {false};
    log.admit(entry, online, HOLDER, (key, as, direct) -> goes[0] = direct, failure -> {});
    turns.untilIdle();
    log.answered(Json.text(Json.get(entry, "id")));
    log.storeAnswered(failure -> assertThat(failure).isNull());
    turns.untilIdle();
    return goes[0];
  }

  private boolean drain() {
    boolean[] done = {false};
    Drain.Sender sender =
        (entry, heard) -> {
          String id = Json.text(Json.get(entry, "id"));
          StringBuilder told = new StringBuilder(id);
          Json ids = Json.get(entry, "ids");
          for (int i = 0; Json.isArray(ids) && i < Json.size(ids); i++) {
            Json one = Json.at(ids, i);
            told.append(' ').append(Json.text(Json.get(one, "temporary"))).append('=');
            told.append(Json.text(Json.get(one, "is")));
          }
          sent.add(told.toString());
          Outcome ok = Outcome.of(200, 0, false);
          turns.later(() -> heard.with(answers.getOrDefault(id, ok)));
        };
    Drain drain =
        new Drain(log, sender, clock, new CountedRandom("r"), key -> changed.run(), HOLDER);
    Json holders = Json.parse("[\"" + HOLDER + "\"]");
    log.unsent(holders, all -> drain.run(all, (empty, again) -> done[0] = empty), failure -> {});
    turns.untilIdle();
    return done[0];
  }

  /** {@code id state} of each entry. */
  private List<String> left() {
    List<String> left = new ArrayList<>();
    disk.transact(
        false,
        tx ->
            tx.scan(
                Table.REQUESTS,
                "",
                "",
                all -> {
                  for (int i = 0; i < Json.size(all); i++) {
                    Json one = Json.at(Json.at(all, i), 1);
                    left.add(
                        Json.text(Json.get(one, "id")) + " " + Json.text(Json.get(one, "state")));
                  }
                }),
        failure -> {});
    turns.untilIdle();
    return left;
  }

  private static Outcome made(String id) {
    return Outcome.of(201, 0, false).naming(id);
  }

  @Test
  void namedInLanesThatComeFirst_theyWaitForTheServersId() {
    admit(names("a", "x"), false);
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "x", "t"), false);
    admit(names("c", "x"), false);
    answers.put("m", made("17"));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactlyInAnyOrder("a", "m", "b t=17", "c");
    assertThat(sent.indexOf("b t=17")).isGreaterThan(sent.indexOf("m"));
    assertThat(sent.indexOf("c")).as("order in the lane").isGreaterThan(sent.indexOf("b t=17"));
  }

  @Test
  void makerHasToWait_whatNamesItWaitsToo_andNothingIsSaidToBeDone() {
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "x", "t"), false);
    answers.put("m", Outcome.of(503, 0, false));

    assertThat(drain()).isFalse();
    assertThat(sent).containsExactly("m");

    answers.put("m", made("\"k9\""));
    assertThat(drain()).isTrue();
    assertThat(sent).containsExactly("m", "m", "b t=\"k9\"");
  }

  @Test
  void makerIsRefused_whatNamesItIsParked_andItsLaneGoesOn() {
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "x", "t"), false);
    admit(names("c", "x"), false);
    answers.put("m", Outcome.of(422, 0, false));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "c");
    assertThat(left()).containsExactly("m parked", "b parked");
    assertThat(disk.toString()).contains("ID_UNKNOWN: nothing makes t");
  }

  @Test
  void refusedMakerTriedAgain_whatWaitsForItGoesAfterIt() {
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "x", "t"), false);
    answers.put("m", Outcome.of(422, 0, false));
    drain();
    log.retry("m", "m2", failure -> {});
    log.retry("b", "b2", failure -> {});
    turns.untilIdle();
    answers.put("m2", made("17"));
    sent.clear();

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m2", "b2 t=17");
  }

  @Test
  void parkedForWhatItNames_whatWaitsForItIsParkedToo_andItsLaneGoesOn() {
    admit(makes("m", "tasks", "t"), false);
    admit(makes("n", "notes", "u", "t"), false);
    admit(names("c", "x", "u"), false);
    admit(names("d", "x"), false);
    answers.put("m", Outcome.of(422, 0, false));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "d");
    assertThat(left()).containsExactly("m parked", "n parked", "c parked");
  }

  @Test
  void refusedMakerTriedAgainBeforeTheTurnOfWhatNamesIt_theyDoNotWaitForEachOther() {
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "tasks", "t"), false);
    answers.put("m", Outcome.of(422, 0, false));
    changed = () -> log.retry("m", "m2", failure -> {});
    drain();
    changed = () -> {};
    answers.put("m2", made("17"));

    assertThat(drain()).isTrue();
    assertThat(left()).containsExactly("b parked");

    log.retry("b", "b2", failure -> {});
    turns.untilIdle();
    assertThat(drain()).isTrue();
    assertThat(sent).containsExactly("m", "m2", "b2 t=17");
  }

  @Test
  void workerStartedAnew_theIdIsKnownStill_andNothingWaits() {
    admit(makes("m", "tasks", "t"), false);
    answers.put("m", made("17"));
    drain();
    log = new RequestLog(disk);

    Json later = names("b", "x", "t");
    assertThat(admit(later, true)).as("goes at once").isTrue();

    assertThat(Json.stringify(Json.get(later, "ids"))).contains("\"is\":\"17\"");
  }

  @Test
  void makerIsUnderWay_whatNamesItDoesNotGoAtOnce() {
    assertThat(admit(makes("m", "tasks", "t"), true)).isTrue();

    assertThat(admit(names("b", "x", "t"), true)).isFalse();
    assertThat(admit(names("c", "y", "u"), true)).as("names nothing of ours").isTrue();
  }

  @Test
  void diskFullWhenTheAnswerCame_neitherTheIdNorTheAcknowledgementIsKept() {
    admit(makes("m", "tasks", "t"), true);
    disk.fill(1);
    log.settle("000000000000001", "m", made("17"), failure -> {});
    turns.untilIdle();
    assertThat(disk.toString()).doesNotContain("17");
    assertThat(left()).containsExactly("m inFlight");

    log.settle("000000000000001", "m", made("17"), failure -> {});
    turns.untilIdle();
    assertThat(disk.toString()).contains("\"is\":\"17\"");
    assertThat(left()).isEmpty();
  }

  @Test
  void answerNamesNoId_theOneWeMadeIsGood() {
    admit(makes("m", "tasks", "t"), false);
    admit(names("b", "x", "t"), false);

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "b t=\"t\"");
  }

  @Test
  void sameIdMadeTwice_theSecondIsAboutWhatTheFirstMade() {
    admit(makes("m", "tasks", "t"), false);
    admit(makes("n", "tasks", "t"), false);
    answers.put("m", made("17"));
    answers.put("n", made("18"));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "n t=17");
    Json later = names("b", "x", "t");
    admit(later, false);
    assertThat(Json.stringify(Json.get(later, "ids"))).contains("\"is\":\"17\"");
  }

  @Test
  void anotherSubjectsId_isNotTaken() {
    admit(makes("m", "tasks", "t"), false);
    answers.put("m", made("17"));
    drain();
    Json other = names("b", "x", "t");
    Json.set(other, "subject", Json.of("bob"));

    assertThat(admit(other, true)).isTrue();

    assertThat(Json.isAbsent(Json.get(other, "ids"))).isTrue();
  }

  @Test
  void idOfAMonthAgo_goesOnceNothingIsLeftThatMayNameIt() {
    admit(makes("m", "tasks", "t"), false);
    answers.put("m", made("17"));
    drain();
    admit(names("b", "x", "t"), false);
    answers.put("b", Outcome.of(503, 0, false));
    drain();

    admitAfterAMonth("c");
    assertThat(disk.keys(Table.META)).as("b names it").anyMatch(key -> key.startsWith("id/"));

    answers.remove("b");
    drain();
    admitAfterAMonth("d");
    assertThat(disk.keys(Table.META)).noneMatch(key -> key.startsWith("id/"));
  }

  private void admitAfterAMonth(String id) {
    Json entry = names(id, "x");
    Json.set(entry, "at", Json.of(1_000 + MONTH));
    admit(entry, false);
  }

  @Test
  void importedElsewhere_whatNamesItWaitsThereToo() {
    Json maker = Json.parse("{\"id\":\"m\",\"lane\":\"l\",\"state\":\"queued\",\"makes\":\"t\"}");
    Json named =
        Json.parse(
            "{\"id\":\"b\",\"lane\":\"x\",\"state\":\"queued\","
                + "\"ids\":[{\"temporary\":\"t\",\"row\":\"id/\\u0000t\"}]}");
    Json entries = Json.array();
    Json.push(entries, maker);
    Json.push(entries, named);
    RequestImport.run(disk, entries, failure -> assertThat(failure).isNull());
    turns.untilIdle();
    answers.put("m", made("17"));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "b t=17");
  }

  private static Json ofNobody(Json entry) {
    Json.set(entry, "subject", Json.of(""));
    return entry;
  }

  private void adopt() {
    RequestAdoption.run(disk, "ada", failure -> assertThat(failure).isNull());
  }

  @Test
  void madeBeforeLogin_andTheSubjectTookItOver_whatNamesItGetsTheServersId() {
    admit(ofNobody(makes("m", "tasks", "t")), false);
    admit(ofNobody(names("b", "x", "t")), false);
    admit(names("c", "y", "t"), false);
    adopt();
    adopt();
    answers.put("m", made("17"));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "b t=17", "c t=17");
    assertThat(disk.toString()).doesNotContain("\"subject\":\"\"").doesNotContain("lane/");
  }

  @Test
  void takenOverWhileItIsUnderWay_theAnswerCountsForTheSubject() {
    assertThat(admit(ofNobody(makes("m", "tasks", "t")), true)).isTrue();
    adopt();
    log.settle("000000000000001", "m", made("17"), failure -> {});
    assertThat(left()).isEmpty();
    assertThat(disk.keys(Table.META)).containsExactly("audit", "id/ada\0t");
  }

  @Test
  void importedFromNobody_whatNamesItGetsTheServersId() {
    admit(ofNobody(makes("m", "tasks", "t")), false);
    admit(ofNobody(names("b", "x", "t")), false);
    Json entries = Json.array();
    for (String key : disk.keys(Table.REQUESTS)) {
      disk.transact(
          false, tx -> tx.get(Table.REQUESTS, key, one -> Json.push(entries, one)), failure -> {});
    }
    turns.untilIdle();
    disk.evict();
    RequestAdoption.give(entries, "ada");
    RequestImport.run(disk, entries, failure -> assertThat(failure).isNull());
    turns.untilIdle();
    answers.put("m", made("17"));

    assertThat(drain()).isTrue();

    assertThat(sent).containsExactly("m", "b t=17");
    assertThat(disk.keys(Table.META)).containsExactly("audit", "id/ada\0t");
  }
}
