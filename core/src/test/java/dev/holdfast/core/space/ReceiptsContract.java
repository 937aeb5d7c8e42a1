package dev.holdfast.core.space;

import static dev.holdfast.core.protocol.Mutation.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The receipts that a space keeps. */
abstract class ReceiptsContract extends PlacesContract {
  @Nested
  class Receipts {
    @Test
    void theSameIdAgain_answersTheFirstReceipt_noSecondEffect() {
      String first = push(put("m1", "a", 0, "1"));
      push(put("m2", "a", 1, "2"));
      assertThat(push(put("m1", "a", 0, "1"))).isEqualTo(first);
      assertThat(document("a")).isEqualTo("2");
      assertThat(version()).isEqualTo(2);
    }

    @Test
    void everyKindOfReceipt_isLasting() {
      permission = mutation -> !mutation.doc().equals("secret");
      push(put("m0", "a", 0, "{'x':1}"), put("m1", "a", 1, "{'x':2}"));
      Json[] pushed = {
        put("m2", "a", 1, "{'x':3}"),
        put("m3", "a", 1, "{'x':1,'y':1}"),
        put("m4", "secret", 0, "1"),
        named("m5")
      };
      String first = push(pushed);
      permission = Permission.ALL;
      push(put("m9", "a", 3, "{}"));
      assertThat(push(pushed)).isEqualTo(first).contains("conflict", "merged", "rejected");
    }

    @Test
    void theSameIdTwiceInOnePush_hasOneEffect() {
      assertThat(push(put("m1", "a", 0, "1"), put("m1", "a", 0, "1")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m1,status:applied,version:1}");
      assertThat(version()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'a',0,2", "'b',0,1", "'a',3,1", "'a',0,", "'a',0,null"})
    @Tag("fault-51")
    void theSameIdWithOtherContent_isRefused_theRestGoesOn(String doc, int base, String value) {
      push(put("m1", "a", 0, "1"));
      Json other = value == null ? delete("m1", doc, base) : put("m1", doc, base, value);
      assertThat(push(other, put("m2", "c", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:ID_REUSED,")
          .endsWith("{id:m2,status:applied,version:2}");
      assertThat(push(put("m1", "a", 0, "1"))).isEqualTo("{id:m1,status:applied,version:1}");
    }

    @Test
    void fieldOrderAndNumberForm_areNotContent() {
      push(put("m1", "a", 0, "{'x':1,'y':2}"));
      assertThat(push(put("m1", "a", 0, "{'y':2e0,'x':1}"))).contains("applied");
    }

    @Test
    @Tag("fault-51")
    void anotherSubjectsId_isAnotherMutation() {
      push(put("m1", "a", 0, "1"));
      assertThat(pushAs("bob", put("m1", "b", 0, "2")))
          .isEqualTo("{id:m1,status:applied,version:2}");
    }

    @Test
    void anotherOriginsId_isAnotherMutation() {
      push(put("m1", "a", 0, "1"));
      Json imported = from("r9", put("m1", "b", 0, "2"));
      assertThat(push(imported)).isEqualTo("{id:m1,status:applied,version:2}");
      assertThat(push(imported)).isEqualTo("{id:m1,status:applied,version:2}");
      assertThat(version()).isEqualTo(2);
    }

    @Test
    void aReceipt_answersForTheMutationsItReplaces() {
      push(replacing(put("m3", "a", 0, "3"), "m1", "m2"));
      assertThat(push(put("m1", "a", 0, "1")))
          .isEqualTo("{id:m1,replacedBy:m3,status:applied,version:1}");
      assertThat(document("a")).isEqualTo("3");
      assertThat(receipt("r1", "m2")).isEqualTo("{id:m2,replacedBy:m3,status:applied,version:1}");
    }

    @Test
    void whatWasSentBeforeItWasReplaced_keepsItsOwnReceipt() {
      push(put("m1", "a", 0, "1"));
      push(replacing(put("m2", "a", 1, "2"), "m1"));
      assertThat(receipt("r1", "m1")).isEqualTo("{id:m1,status:applied,version:1}");
    }

    @Test
    void anIdNeverSeen_hasNoReceipt() {
      assertThat(receipt("r1", "m1")).isEqualTo("never seen");
      push(put("m1", "a", 0, "1"));
      assertThat(receipt("r1", "m1")).isEqualTo("{id:m1,status:applied,version:1}");
      assertThat(receipt("r2", "m1")).isEqualTo("never seen");
    }

    @Test
    void anExpiredReceipt_makesAResendAConflict() {
      push(put("m1", "a", 0, "1"));
      push(put("m2", "a", 1, "2"));
      spaces.hourPassed();
      spaces.hourPassed();
      compact(1);
      assertThat(receipt("r1", "m1")).isEqualTo("expired");
      assertThat(push(put("m1", "a", 0, "1")))
          .isEqualTo("{id:m1,status:conflict,code:RECEIPT_EXPIRED,server:{version:2,value:2}}");
      assertThat(push(put("m1", "a", 0, "7"))).contains("ID_REUSED");
      assertThat(receipt("r1", "m0")).isEqualTo("never seen");
    }

    @Test
    void askedForByTheirIds_theReceiptsThereAre_andNothingOfWhatWasNeverSeen() {
      push(put("m1", "a", 0, "1"));
      pushAs("bob", put("m2", "b", 0, "1"));
      push(from("r9", put("m3", "c", 0, "1")));
      Json imported = from("r9", named("m3"));
      Json body = asking(first("r1"), imported, named("m0"), named("m2"), named("m3"), named("m1"));
      String known = "{id:m3,status:applied,version:3} {id:m1,status:applied,version:1}";
      assertThat(receipts(page(body))).isEqualTo(known);
      SyncRequest pull = SyncRequest.read(body, rules.limits());
      SyncAnswer read = spaces.write("s", store -> space(store).pull("ann", pull));
      assertThat(receipts((SyncAnswer.Page) read)).as("read without writing").isEqualTo(known);
      assertThat(version()).isEqualTo(3);
    }

    @Test
    void askedForWithNewMutations_theirReceiptsComeFirst() {
      push(put("m1", "a", 0, "1"));
      assertThat(receipts(page(asking(first("r1", put("m2", "b", 0, "1")), named("m1")))))
          .isEqualTo("{id:m2,status:applied,version:2} {id:m1,status:applied,version:1}");
    }

    @Test
    void askedForWhatHasExpired_nothingIsSaidUntilItIsPushed() {
      push(put("m1", "a", 0, "1"));
      push(put("m2", "a", 1, "2"));
      spaces.hourPassed();
      spaces.hourPassed();
      compact(1);
      assertThat(receipts(page(asking(first("r1"), named("m1"))))).isEmpty();
    }

    private String receipt(String origin, String id) {
      SpaceStore.Remembered seen =
          spaces.write("s", store -> space(store).receipt("ann", origin, id));
      if (seen == null) {
        return "never seen";
      }
      return seen.receipt() == null ? "expired" : seen.receipt().text().replace("\"", "");
    }
  }
}
