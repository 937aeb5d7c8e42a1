package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.store.MemoryStore.Traffic;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Test;

/**
 * Opening, an edit and a sync cost only the records that they touch. With ten times as many
 * documents, the number of records stays the same, and the characters stay within one page and its
 * split.
 */
class ManyDocumentsTest {
  private static final int FEW = 2_000;
  private static final int MANY = 20_000;

  /** Two pages and some small records. */
  private static final int CHARS = 100_000;

  /** A synced replica with {@code size} documents of some 300 characters. */
  private static final class Full {
    private final Device device = new Device();
    private final String middle;
    private int version;
    private Device.Tab tab = device.tab();

    Full(int size) {
      middle = "tasks/" + id(size / 2);
      while (version < size) {
        Json changes = Json.array();
        for (int i = 0; i < 500; i++) {
          Json.push(changes, change(id(version), "x".repeat(270)));
        }
        answer(tab.begin(), changes);
      }
      assertThat(device.disk.size(Table.PAGES)).isGreaterThan(size / 200);
      assertThat(tab.hasConflicts()).isFalse();
      reload();
    }

    private static String id(int n) {
      return "d" + (1_000_000 + n);
    }

    private Json change(String id, String text) {
      return change(id, Device.json("{'text':'" + text + "'}"));
    }

    private Json change(String id, Json value) {
      return Change.of("tasks", id, ++version, value);
    }

    /** Answers a push: accepts all that was sent, and brings {@code changes}. */
    private void answer(Exchange exchange, Json changes) {
      Json sent = SyncRequest.mutations(exchange.request());
      Json receipts = Json.array();
      for (int i = 0; i < Json.size(sent); i++) {
        Json mutation = Json.at(sent, i);
        Json.push(changes, change(Mutation.doc(mutation), Mutation.content(mutation)));
        Json.push(receipts, Receipt.applied(Mutation.id(mutation), version));
      }
      Json answer = SyncAnswer.page("e1", receipts, changes, version, false);
      assertThat(tab.commit(exchange, answer)).isEmpty();
    }

    private void reload() {
      tab = device.tab();
    }

    /** The disk traffic of {@code step} in a page that has just been loaded. */
    Traffic cost(Runnable step) {
      device.disk.traffic();
      step.run();
      return device.disk.traffic();
    }

    Traffic opening() {
      return cost(this::reload);
    }

    Traffic edit() {
      return cost(() -> tab.put(middle, "{'text':'mine'}"));
    }

    Traffic sync() {
      Traffic moved = cost(() -> answer(tab.begin(), Json.array()));
      assertThat(tab.hasConflicts()).isFalse();
      assertThat(tab.get(middle)).isEqualTo("{'text':'mine'}");
      return moved;
    }

    Traffic news() {
      Json one = Json.array();
      Json.push(one, change(DocKey.id(middle), "theirs"));
      Traffic moved = cost(() -> answer(tab.begin(), one));
      assertThat(tab.get(middle)).isEqualTo("{'text':'theirs'}");
      return moved;
    }
  }

  private final Full few = new Full(FEW);
  private final Full many = new Full(MANY);

  private static void assertSame(Traffic few, Traffic many, int reads, int writes) {
    for (Traffic moved : new Traffic[] {few, many}) {
      assertThat(moved.reads()).as("records read: %s", moved).isEqualTo(reads);
      assertThat(moved.writes()).as("records written: %s", moved).isEqualTo(writes);
      assertThat(moved.readChars()).as("characters read: %s", moved).isLessThan(CHARS);
      assertThat(moved.writtenChars()).as("characters written: %s", moved).isLessThan(CHARS);
    }
  }

  @Test
  void opening_readsTheReplicasOwnRecordAndTheKeysOfPages_noDocument() {
    Traffic small = few.opening();
    Traffic large = many.opening();

    assertSame(small, large, 1, 0);
    assertThat(small.readChars()).isLessThan(1_000);
    assertThat(large.readChars()).isLessThan(1_000);
    assertThat(large.keys()).as("keys, one for a page").isLessThan(MANY / 50);
  }

  @Test
  void openingWithUnsentWork_readsItAndThePageItStandsOn() {
    few.edit();
    many.edit();

    assertSame(few.opening(), many.opening(), 3, 0);
  }

  @Test
  void edit_readsItsPageAndWhatItsCollectionIs_writesItsEntryAndTheReplicasOwnRecord() {
    Traffic small = few.edit();
    Traffic large = many.edit();

    assertSame(small, large, 3, 2);
    assertThat(large.writtenChars()).as("a small durable put").isLessThan(2_000);
    assertThat(large.keys()).isZero();
  }

  @Test
  void sync_readsOnePage_writesThatAndWhatBecameOfTheWork() {
    few.edit();
    many.edit();
    few.reload();
    many.reload();

    // Sending writes the entry and the replica's record. The answer writes the page and that
    // record.
    assertSame(few.sync(), many.sync(), 2, 4);
  }

  @Test
  void newsOfOneDocument_readsAndWritesItsPage() {
    assertSame(few.news(), many.news(), 3, 2);
  }
}
