package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.store.MemoryStore.Traffic;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes that are begun in the same turn, and writes of many documents. */
class WritesTest {
  private final Device device = new Device();
  private final Device.Tab tab = device.tab();
  private final List<String> ended = new ArrayList<>();

  /** Begins a write and does not wait for its end. */
  private void begin(String id, Replica.Editor editor) {
    tab.replica.edit(
        "notes", id, editor, (mutation, failure) -> ended.add(id + said(mutation, failure)));
  }

  private void begin(String id, String value) {
    begin(id, present -> Device.json(value));
  }

  private static String said(String mutation, @Nullable Failure failure) {
    return failure != null ? " " + failure.code() : mutation.isEmpty() ? " none" : "";
  }

  private static Json changes(String changes) {
    return Device.json(changes);
  }

  private static final class Broken extends RuntimeException {}

  private static Json broken(Json present) {
    throw new Broken();
  }

  @Test
  void writesOfOneTurn_shareOneTransaction() {
    device.disk.traffic();
    for (int i = 0; i < 10; i++) {
      begin("n" + i, "1");
    }
    device.turns.untilIdle();

    Traffic moved = device.disk.traffic();
    assertThat(moved.writes()).as("a pack and the replica's own record").isEqualTo(2);
    assertThat(ended).hasSize(10);
    assertThat(tab.news).isEqualTo(1);
    assertThat(tab.get("notes/n9")).isEqualTo("1");
    assertThat(tab.audited("queued")).isEqualTo(10);
  }

  @Test
  void moreWritesThanAGroupHolds_shareAFewTransactions() {
    device.disk.traffic();
    for (int i = 0; i < 10_001; i++) {
      begin("n" + i, "1");
    }
    device.turns.untilIdle();

    assertThat(device.disk.traffic().writes()).isLessThan(20);
    assertThat(tab.audited("queued")).isEqualTo(10_001);
  }

  @Test
  void anEditorThatThrows_failsAlone() {
    begin("a", "1");
    begin("b", WritesTest::broken);
    begin("c", present -> Json.of(Json.number(present) + 1)); // of no document
    begin("a", present -> Json.of(Json.number(present) + 1));
    device.turns.untilIdle();

    assertThat(ended).containsExactly("a", "b STORE_FAILED", "c STORE_FAILED", "a");
    assertThat(tab.get("notes/a")).isEqualTo("2");
    assertThat(tab.get("notes/b")).isEmpty();
    assertThat(device.tab().get("notes/a")).isEqualTo("2");
    assertThat(tab.audited("queued")).isEqualTo(1);
  }

  @Test
  void aWriteThatWouldMakeAMisfit_failsAlone() {
    tab.save("{'notes':[{'id':'x'}]}");
    begin("a", "{'id':'a'}");
    begin("b", "'text'");
    begin("c", "{'id':'c'}");
    device.turns.untilIdle();

    assertThat(ended).containsExactly("a", "b STATE_SHAPE", "c");
    assertThat(tab.load()).isEqualTo("{'notes':[{'id':'x'},{'id':'a'},{'id':'c'}]}");
  }

  @Test
  void aReadBetweenTwoWritesOfOneTurn_seesTheFirstOnly() {
    List<String> read = new ArrayList<>();
    begin("a", "1");
    tab.replica.get("notes", "a", (value, failure) -> read.add(Device.text(value)));
    begin("a", "2");
    device.turns.untilIdle();

    assertThat(read).containsExactly("1");
    assertThat(tab.get("notes/a")).isEqualTo("2");
  }

  @Test
  void aWriteBegunWhenAGroupEnds_isWrittenToo() {
    tab.replica.edit("notes", "a", present -> Json.of(1), (id, failure) -> begin("b", "2"));
    begin("c", "3");
    device.turns.untilIdle();

    assertThat(ended).containsExactly("c", "b");
    assertThat(tab.get("notes/b")).isEqualTo("2");
  }

  @Test
  void aWriteBegunByAnEditor_isWrittenToo() {
    begin(
        "a",
        present -> {
          begin("b", "2");
          return Json.of(1);
        });
    device.turns.untilIdle();

    assertThat(ended).containsExactly("a", "b");
    assertThat(tab.get("notes/b")).isEqualTo("2");
  }

  @Test
  void diskFull_allOfTheTurnFail_andTheNextTurnIsWritten() {
    device.disk.fill(1);
    begin("a", "1");
    begin("b", WritesTest::broken);
    device.turns.untilIdle();
    assertThat(ended).containsExactly("a QUOTA", "b QUOTA");
    assertThat(tab.get("notes/a")).isEmpty();

    begin("a", "1");
    device.turns.untilIdle();
    assertThat(tab.get("notes/a")).isEqualTo("1");
  }

  @Test
  void anUnreadableRecord_isSetAside_andEachWriteIsMadeOnce() {
    tab.put("notes/a", "1");
    device.disk.plant(Table.PAGES, "", Json.of("no page"));
    Device.Tab next = device.tab();
    List<String> told = new ArrayList<>();
    next.replica.edit(
        "notes", "a", present -> Json.of(Json.number(present) + 1), (id, f) -> told.add(id));
    next.replica.edit("notes", "b", WritesTest::broken, (id, f) -> told.add(said(id, f)));
    device.turns.untilIdle();

    assertThat(told).hasSize(2);
    assertThat(next.get("notes/a")).isEqualTo("2");
    assertThat(next.audited("queued")).isEqualTo(1);
  }

  // --- many documents in one write ---

  @Test
  void oneOfManyDocumentsWouldBeAMisfit_noneIsWritten() {
    tab.save("{'settings':{'theme':'dark'}}");
    String disk = tab.disk();
    String code =
        tab.write(
            changes(
                "[{'collection':'notes','id':'a','value':1},"
                    + "{'collection':'settings','id':'lang','value':'en'}]"));

    assertThat(code).isEqualTo("STATE_SHAPE");
    assertThat(tab.disk()).isEqualTo(disk);
    assertThat(tab.get("notes/a")).isEmpty();
  }

  @Test
  void aValueIsExchangedForDocumentsInOneWrite_whateverTheOrder() {
    for (String order : new String[] {"out,in", "in,out"}) {
      tab.save("{'settings':{'theme':'dark'}}");
      String out = "{'collection':'settings','id':'~'}";
      String in = "{'collection':'settings','id':'lang','value':'en'}";
      String list = order.equals("out,in") ? out + "," + in : in + "," + out;
      assertThat(tab.write(changes("[" + list + "]"))).isEmpty();
      assertThat(tab.load()).isEqualTo("{'settings':{'lang':'en'}}");
      tab.write(changes("[{'collection':'settings','id':'lang'}]"));
      tab.forget();
      tab.load();
    }
  }

  @Test
  void manyDocuments_areWrittenAndRemovedInOneTransaction_andEachIsAnsweredByItsMutation() {
    tab.put("notes/c", "1");
    device.disk.traffic();
    Json ids =
        tab.read(
            read ->
                tab.replica.write(
                    changes(
                        "[{'collection':'notes','id':'a','value':1},"
                            + "{'collection':'other','id':'b','value':null},"
                            + "{'collection':'notes','id':'c'}]"),
                    read));

    assertThat(Json.size(ids)).isEqualTo(3);
    for (int i = 0; i < 2; i++) {
      assertThat(Device.text(tab.pending())).contains(Json.text(Json.at(ids, i)));
    }
    assertThat(tab.get("notes/a")).isEqualTo("1");
    assertThat(tab.get("other/b")).isEqualTo("null");
    assertThat(tab.get("notes/c")).isEmpty();
    assertThat(tab.audited("queued")).isEqualTo(2);
  }

  @Test
  void twoChangesOfOneDocumentInOneWrite_theLaterCounts_andIsOneMutation() {
    Json ids =
        tab.read(
            read ->
                tab.replica.write(
                    changes(
                        "[{'collection':'notes','id':'a','value':1},"
                            + "{'collection':'notes','id':'a','value':2}]"),
                    read));

    assertThat(Json.text(Json.at(ids, 0))).isEqualTo(Json.text(Json.at(ids, 1)));
    assertThat(tab.get("notes/a")).isEqualTo("2");
    assertThat(tab.audited("total")).isEqualTo(1);
  }

  @Test
  void nothingToWrite_isDoneAtOnce() {
    assertThat(tab.write(Json.array())).isEmpty();
    assertThat(tab.audited("total")).isZero();
  }

  @Test
  void documentsWrittenTogether_comeLastInTheirListInThatOrder() {
    tab.save("{'notes':[{'id':'x'}]}");
    tab.write(
        changes(
            "[{'collection':'notes','id':'b','value':{}},"
                + "{'collection':'notes','id':'a','value':{}}]"));
    assertThat(tab.load()).isEqualTo("{'notes':[{'id':'x'},{'id':'b'},{'id':'a'}]}");
  }
}
