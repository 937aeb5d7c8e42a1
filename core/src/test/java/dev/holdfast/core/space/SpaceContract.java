package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Limits;
import dev.holdfast.core.protocol.Query;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The acceptance suite that each {@link SpaceStore} must pass: what a space decides on mutations
 * (in {@link PushContract}), and how it handles lineages.
 */
public abstract class SpaceContract extends PushContract {
  @Nested
  class Pulling {
    @Test
    void changes_ascendByVersion_oneForEachDocument() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      push(put("m4", "a", 1, "2"), delete("m5", "b", 2));
      assertThat(versions(page(first("r2")))).isEqualTo("c@3 a@4 b@5!");
    }

    @Test
    void aPage_endsAtTheLimit_andTheHashComesWithTheLast() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));

      SyncAnswer.Page first = page(limited(first("r2"), 2));
      assertThat(versions(first)).isEqualTo("a@1 b@2");
      assertThat(first.more()).isTrue();
      assertThat(first.cursor()).isEqualTo(2);
      assertThat(first.stateHash()).isNull();
      assertThat(Json.isAbsent(SyncAnswer.stateHash(Json.parse(first.text())))).isTrue();
      assertThat(first.bootstrap()).isFalse();

      SyncAnswer.Page second = page(limited(at("r2", "e1", 2), 2));
      assertThat(versions(second)).isEqualTo("c@3");
      assertThat(second.more()).isFalse();
      assertThat(second.cursor()).isEqualTo(3);
      assertThat(second.stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void aPageThatIsExactlyFull_isTheLast() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"));
      assertThat(page(limited(first("r2"), 2)).more()).isFalse();
    }

    @Test
    void withoutEcho_whatIsStoredJustAsSent_isNotAmongTheChanges_allElseIs() {
      push(put("m1", "a", 0, "{'x':1}"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      push(put("m4", "a", 1, "{'x':1,'y':1}"));
      Json mutations =
          at(
              "r2",
              "e1",
              3,
              put("m5", "a", 1, "{'x':2}"),
              put("m6", "b", 2, "2"),
              put("m7", "c", 1, "2"),
              put("m8", "d", 0, "1"),
              delete("m9", "d", 0));
      SyncRequest.setNoEcho(mutations);

      SyncAnswer.Page page = page(mutations);

      assertThat(receipts(page))
          .contains("m5,status:merged", "m6,status:applied", "m7,status:conflict", "m8", "m9");
      assertThat(versions(page)).isEqualTo("a@5");
      assertThat(page.cursor()).isEqualTo(version());
      assertThat(page.stateHash()).isEqualTo(head().stateHash());
      assertThat(versions(page(at("r3", "e1", 4)))).isEqualTo("a@5 b@6 d@8!");
    }

    @Test
    void withoutEcho_theRestOfALongPull_beginsBehindWhatWasLeftOut() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"));
      Json mutations = limited(at("r2", "e1", 1, put("m3", "c", 0, "1")), 1);
      SyncRequest.setNoEcho(mutations);
      SyncAnswer.Page page = page(mutations);
      assertThat(versions(page)).isEqualTo("b@2");
      assertThat(page.more()).isFalse();
      assertThat(page.cursor()).isEqualTo(3);
    }

    @Test
    void aPage_endsWhenItIsLongEnough() {
      rules = rules.limits(new Limits(1000, 1 << 20, 1000, 10));
      push(put("m1", "a", 0, "'12345678'"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      SyncAnswer.Page first = page(first("r2"));
      assertThat(versions(first)).isEqualTo("a@1");
      assertThat(first.more()).isTrue();
      SyncAnswer.Page second = page(at("r2", "e1", 1));
      assertThat(versions(second)).isEqualTo("b@2 c@3");
      assertThat(second.more()).isFalse();
    }

    @Test
    void theReplicasOwnMutations_comeBackAsChanges() {
      SyncAnswer.Page page = page(first("r1", put("m1", "a", 0, "1")));
      assertThat(versions(page)).isEqualTo("a@1");
      assertThat(page.cursor()).isEqualTo(1);
    }

    @Test
    void theStateHash_isTheSumOverLiveDocuments() {
      assertThat(page(first("r1")).stateHash()).isEqualTo(StateHash.EMPTY);
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "{'x':1}"), put("m3", "a", 1, "2"));
      push(put("m4", "c", 0, "1"), delete("m5", "c", 4));
      assertThat(page(first("r1")).stateHash())
          .isEqualTo(
              StateHash.of("tasks", "b", json("{'x':1}"))
                  .plus(StateHash.of("tasks", "a", json("2"))));
    }

    @Test
    void spacesDoNotMix() {
      push(put("m1", "a", 0, "1"));
      SyncRequest pull = SyncRequest.read(first("r1"), rules.limits());
      SyncAnswer.Page other =
          (SyncAnswer.Page)
              spaces.write("t", store -> space(store).sync("ann", pull, Permission.ALL));
      assertThat(other.changes()).isEmpty();
      assertThat(other.epoch()).isEqualTo("e2");
    }

    @Test
    void aPullThatNeedsNoWriting_readsTheSame() {
      SyncRequest pull = SyncRequest.read(first("r1"), rules.limits());
      assertThat(spaces.<Boolean>write("s", store -> space(store).pull("ann", pull) == null))
          .isTrue();
      push(put("m1", "a", 0, "1"));
      SyncAnswer.Page read =
          (SyncAnswer.Page) spaces.write("s", store -> space(store).pull("ann", pull));
      assertThat(read.text()).isEqualTo(page(first("r1")).text());
    }
  }

  @Nested
  class Lineage {
    @BeforeEach
    void push3() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
    }

    private static Json body(String epoch, long cursor) {
      return at("r1", epoch, cursor, put("n1", "n", 0, "1"));
    }

    private void nothingWasApplied() {
      assertThat(document("n")).isEqualTo("none");
      assertThat(version()).isEqualTo(3);
    }

    @Test
    void aReplicaOfThisPast_isServed() {
      StateHash hash = head().stateHash();
      assertThat(page(hashed(body("e1", 3), hash)).epoch()).isEqualTo("e1");
    }

    @Test
    void anOlderCursorOfThisPast_isServed() {
      StateHash hash = StateHash.of("tasks", "a", Json.of(1));
      assertThat(versions(page(hashed(body("e1", 1), hash)))).isEqualTo("b@2 c@3 n@4");
    }

    @Test
    void anotherEpoch_isToldTheCurrentOne() {
      assertThat(newEpoch(answer("ann", body("old", 0)))).isEqualTo("e1");
      Json nowhere = SyncRequest.of("r1", Json.absent(), 2, 1000, Json.array());
      assertThat(newEpoch(answer("ann", nowhere))).isEqualTo("e1");
      nothingWasApplied();
      assertThat(head().epoch()).isEqualTo("e1");
    }

    @Test
    void aCursorAheadOfTheSpace_showsAnotherPast() {
      assertThat(newEpoch(answer("ann", body("e1", 4)))).isEqualTo("e2");
      nothingWasApplied();
      assertThat(newEpoch(answer("ann", body("e1", 4)))).isEqualTo("e2");
      assertThat(page(at("r1", "e2", 0)).changes()).hasSize(3);
    }

    @Test
    void anotherHashAtTheHead_showsAnotherPast() {
      StateHash hash = StateHash.of("tasks", "z", Json.of(1));
      Json body = hashed(body("e1", 3), hash);
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anotherHashAtAnOldCursor_showsAnotherPast_alsoPastTheOldHead() {
      StateHash hash = StateHash.of("tasks", "z", Json.of(1));
      Json body = hashed(body("e1", 2), hash);
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anOwnBaseAheadOfTheSpace_showsAnotherPast() {
      Json body = at("r1", "e1", 3, put("n1", "n", 0, "1"), put("n2", "a", 9, "2"));
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anImportedBaseAheadOfTheSpace_isJustUnknown() {
      SyncAnswer.Page page = page(at("r1", "e1", 3, from("r9", put("n2", "a", 9, "2"))));
      assertThat(page.receipts().get(0).status()).isEqualTo(Receipt.Status.CONFLICT);
      assertThat(page.epoch()).isEqualTo("e1");
    }

    @Test
    void aReplicaAtCursor0_claimsNoPast() {
      assertThat(push(put("n2", "a", 9, "2"))).contains("conflict");
      assertThat(head().epoch()).isEqualTo("e1");
    }

    @Test
    void aRestoredSpace_beginsANewEpoch() {
      spaces.write(
          "s",
          store -> {
            space(store).restored();
            return true;
          });
      assertThat(newEpoch(answer("ann", body("e1", 3)))).isEqualTo("e2");
      nothingWasApplied();
      assertThat(push(put("m1", "a", 0, "1"))).isEqualTo("{id:m1,status:applied,version:1}");
    }

    @Test
    void aPullThatOnlyReads_neverMakesAnEpoch() {
      assertThat(changes(Query.pull(99, 1000))).isInstanceOf(SyncAnswer.EpochChanged.class);
      assertThat(head().epoch()).isEqualTo("e1");
      assertThat(versions((SyncAnswer.Page) changes(Query.pull(2, 1000)))).isEqualTo("c@3");
      assertThat(newEpoch(changes(Query.pull("e1", 99, 1000)))).isEqualTo("e1");
      assertThat(head().epoch()).isEqualTo("e1");
      assertThat(newEpoch(changes(Query.pull("e0", 1, 1000)))).isEqualTo("e1");
    }

    private SyncAnswer changes(String query) {
      SyncRequest pull = pull(query);
      return spaces.write("s", store -> space(store).changes(pull));
    }
  }

  @Nested
  class Bootstrapping {
    @BeforeEach
    void pushAndCompact() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      push(put("m4", "gone", 0, "1"), delete("m5", "gone", 4));
      spaces.hourPassed();
      spaces.hourPassed();
      push(put("m6", "d", 0, "1"));
      compact(1);
    }

    private SyncAnswer.Page pull(long cursor, int limit) {
      return page(limited(at("r2", "e1", cursor), limit));
    }

    @Test
    void compacting_forgetsDeletionsAlone() {
      assertThat(head().floor()).isEqualTo(5);
      assertThat(versions(pull(0, 100))).isEqualTo("a@1 b@2 c@3 d@6");
      assertThat(pull(0, 100).stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void aCursorBelowTheFloor_getsTheWholeState() {
      SyncAnswer.Page page = pull(4, 100);
      assertThat(page.bootstrap()).isTrue();
      assertThat(SyncAnswer.bootstrap(Json.parse(page.text()))).isTrue();
      assertThat(versions(page)).isEqualTo("a@1 b@2 c@3 d@6");
      assertThat(page.cursor()).isEqualTo(6);
    }

    @Test
    void aCursorAtTheFloor_getsChanges() {
      assertThat(pull(5, 100).bootstrap()).isFalse();
      assertThat(versions(pull(5, 100))).isEqualTo("d@6");
    }

    @Test
    void thePages_saySoEach_andGoOnFromTheirCursors() {
      SyncAnswer.Page first = pull(4, 2);
      assertThat(versions(first)).isEqualTo("a@1 b@2");
      assertThat(first.bootstrap() && first.begins() && first.more()).isTrue();
      assertThat(first.cursor()).isNegative();
      assertThat(first.stateHash()).isNull();

      SyncAnswer.Page last = pull(first.cursor(), 2);
      assertThat(versions(last)).isEqualTo("c@3 d@6");
      assertThat(last.bootstrap()).isTrue();
      assertThat(last.begins()).isFalse();
      assertThat(last.more()).isFalse();
      assertThat(last.cursor()).isEqualTo(6);
      assertThat(last.stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void whatChangesMeanwhile_comesAgain_deletionsToo() {
      long cursor = pull(4, 2).cursor();
      push(put("n1", "a", 1, "2"), delete("n2", "b", 2), put("n3", "e", 0, "1"));
      SyncAnswer.Page rest = pull(cursor, 100);
      assertThat(versions(rest)).isEqualTo("c@3 d@6 a@7 b@8! e@9");
      assertThat(rest.bootstrap()).isTrue();
      assertThat(rest.stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void ifDeletionsWereForgottenMeanwhile_itBeginsAgain() {
      long cursor = pull(4, 2).cursor();
      push(delete("n1", "b", 2));
      spaces.hourPassed();
      spaces.hourPassed();
      compact(4);
      SyncAnswer.Page again = pull(cursor, 2);
      assertThat(versions(again)).isEqualTo("a@1 c@3");
      assertThat(again.begins()).isTrue();
      assertThat(versions(pull(again.cursor(), 2))).isEqualTo("d@6");
    }

    @Test
    void aForgottenBase_isUnknown() {
      push(put("n1", "a", 1, "{'x':1}"));
      spaces.hourPassed();
      spaces.hourPassed();
      compact(4);
      assertThat(push(put("n2", "a", 1, "5")))
          .isEqualTo("{id:n2,status:conflict,server:{version:7,value:{x:1}}}");
    }

    @Test
    void aBootstrapOfAnotherPast_changesTheEpoch() {
      assertThat(newEpoch(answer("ann", at("r2", "e1", -99)))).isEqualTo("e2");
    }
  }

  @Nested
  class Histories {
    /** {@code -Dholdfast.seed=N} replays one history. */
    @Test
    void randomHistories_areWhatPlainMapsSay() {
      Long replayed = Long.getLong("holdfast.seed");
      long first = replayed != null ? replayed : 1;
      int count = replayed != null ? 1 : histories();
      System.out.println(
          "law randomHistories: "
              + count
              + " cases, seeds "
              + first
              + " to "
              + (first + count - 1));
      for (long seed = first; seed < first + count; seed++) {
        try (TestSpaces fresh = openAnother()) {
          SpaceModel.run(fresh, seed, 60);
        }
      }
    }
  }

  @Nested
  class Previewing {
    private SyncAnswer preview(Json... mutations) {
      SyncRequest request = SyncRequest.read(first("r1", mutations), rules.limits());
      return spaces.tryOut("s", store -> space(store).preview("ann", request, permission));
    }

    @Test
    void aPreview_answersAsAPushWould_andDoesNothing() {
      push(put("m1", "a", 0, "1"));
      SyncAnswer answer =
          preview(put("m2", "a", 1, "2"), put("m3", "a", 2, "3"), put("m4", "a", 1, "4"));
      assertThat(((SyncAnswer.Preview) answer).text().replace("\"", ""))
          .isEqualTo(
              "{epoch:e1,preview:true,receipts:["
                  + "{id:m2,status:applied,version:2},"
                  + "{id:m3,status:applied,version:3},"
                  + "{id:m4,status:conflict,server:{version:3,value:3}}]}");
      assertThat(version()).isEqualTo(1);
      assertThat(document("a")).isEqualTo("1");
      assertThat(push(put("m4", "a", 1, "4"))).isEqualTo("{id:m4,status:applied,version:2}");
    }
  }
}
