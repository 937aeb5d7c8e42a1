package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The acceptance suite that each {@link SpaceStore} must pass: what a space decides on mutations
 * (in {@link PushContract}), and what it tells of its past.
 */
public abstract class SpaceContract extends PushContract {
  @Nested
  class Pulling {
    @Test
    void changes_ascendByVersion_oneForEachDocument() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      push(put("m4", "a", 1, "2"), delete("m5", "b", 2));
      assertThat(versions(page("{'replica':'r2'}"))).isEqualTo("c@3 a@4 b@5!");
    }

    @Test
    void aPage_endsAtTheLimit_andTheHashComesWithTheLast() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));

      Answer.Page first = page("{'replica':'r2','limit':2}");
      assertThat(versions(first)).isEqualTo("a@1 b@2");
      assertThat(first.more()).isTrue();
      assertThat(first.cursor()).isEqualTo(2);
      assertThat(first.stateHash()).isNull();
      assertThat(first.text()).doesNotContain("stateHash").doesNotContain("bootstrap");

      Answer.Page second = page("{'replica':'r2','epoch':'e1','cursor':2,'limit':2}");
      assertThat(versions(second)).isEqualTo("c@3");
      assertThat(second.more()).isFalse();
      assertThat(second.cursor()).isEqualTo(3);
      assertThat(second.stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void aPageThatIsExactlyFull_isTheLast() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"));
      assertThat(page("{'replica':'r2','limit':2}").more()).isFalse();
    }

    @Test
    void aPage_endsWhenItIsLongEnough() {
      rules = rules.limits(new Limits(1000, 1 << 20, 1000, 10));
      push(put("m1", "a", 0, "'12345678'"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
      Answer.Page first = page("{'replica':'r2'}");
      assertThat(versions(first)).isEqualTo("a@1");
      assertThat(first.more()).isTrue();
      Answer.Page second = page("{'replica':'r2','epoch':'e1','cursor':1}");
      assertThat(versions(second)).isEqualTo("b@2 c@3");
      assertThat(second.more()).isFalse();
    }

    @Test
    void theReplicasOwnMutations_comeBackAsChanges() {
      Answer.Page page = page("{'replica':'r1','mutations':[" + put("m1", "a", 0, "1") + "]}");
      assertThat(versions(page)).isEqualTo("a@1");
      assertThat(page.cursor()).isEqualTo(1);
    }

    @Test
    void theStateHash_isTheSumOverLiveDocuments() {
      assertThat(page("{'replica':'r1'}").stateHash()).isEqualTo(StateHash.EMPTY);
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "{'x':1}"), put("m3", "a", 1, "2"));
      push(put("m4", "c", 0, "1"), delete("m5", "c", 4));
      assertThat(page("{'replica':'r1'}").stateHash())
          .isEqualTo(
              StateHash.of("tasks", "b", json("{'x':1}"))
                  .plus(StateHash.of("tasks", "a", json("2"))));
    }

    @Test
    void spacesDoNotMix() {
      push(put("m1", "a", 0, "1"));
      SyncRequest pull = SyncRequest.read(json("{'replica':'r1'}"), rules.limits());
      Answer.Page other =
          (Answer.Page) spaces.write("t", store -> space(store).sync("ann", pull, Permission.ALL));
      assertThat(other.changes()).isEmpty();
      assertThat(other.epoch()).isEqualTo("e2");
    }

    @Test
    void aPullThatNeedsNoWriting_readsTheSame() {
      SyncRequest pull = SyncRequest.read(json("{'replica':'r1'}"), rules.limits());
      assertThat(spaces.<Boolean>write("s", store -> space(store).pull("ann", pull) == null))
          .isTrue();
      push(put("m1", "a", 0, "1"));
      Answer.Page read = (Answer.Page) spaces.write("s", store -> space(store).pull("ann", pull));
      assertThat(read.text()).isEqualTo(page("{'replica':'r1'}").text());
    }
  }

  @Nested
  class Lineage {
    @BeforeEach
    void push3() {
      push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1"));
    }

    private String body(String rest) {
      return "{'replica':'r1'," + rest + ",'mutations':[" + put("n1", "n", 0, "1") + "]}";
    }

    private void nothingWasApplied() {
      assertThat(document("n")).isEqualTo("none");
      assertThat(version()).isEqualTo(3);
    }

    @Test
    void aReplicaOfThisPast_isServed() {
      String hash = head().stateHash().hex();
      assertThat(page(body("'epoch':'e1','cursor':3,'stateHash':'" + hash + "'")).epoch())
          .isEqualTo("e1");
    }

    @Test
    void anOlderCursorOfThisPast_isServed() {
      String hash = StateHash.of("tasks", "a", Json.of(1)).hex();
      assertThat(versions(page(body("'epoch':'e1','cursor':1,'stateHash':'" + hash + "'"))))
          .isEqualTo("b@2 c@3 n@4");
    }

    @Test
    void anotherEpoch_isToldTheCurrentOne() {
      assertThat(newEpoch(answer("ann", body("'epoch':'old','cursor':0")))).isEqualTo("e1");
      assertThat(newEpoch(answer("ann", body("'epoch':null,'cursor':2")))).isEqualTo("e1");
      nothingWasApplied();
      assertThat(head().epoch()).isEqualTo("e1");
    }

    @Test
    void aCursorAheadOfTheSpace_showsAnotherPast() {
      assertThat(newEpoch(answer("ann", body("'epoch':'e1','cursor':4")))).isEqualTo("e2");
      nothingWasApplied();
      assertThat(newEpoch(answer("ann", body("'epoch':'e1','cursor':4")))).isEqualTo("e2");
      assertThat(page("{'replica':'r1','epoch':'e2','cursor':0}").changes()).hasSize(3);
    }

    @Test
    void anotherHashAtTheHead_showsAnotherPast() {
      String hash = StateHash.of("tasks", "z", Json.of(1)).hex();
      String body = body("'epoch':'e1','cursor':3,'stateHash':'" + hash + "'");
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anotherHashAtAnOldCursor_showsAnotherPast_alsoPastTheOldHead() {
      String hash = StateHash.of("tasks", "z", Json.of(1)).hex();
      String body = body("'epoch':'e1','cursor':2,'stateHash':'" + hash + "'");
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anOwnBaseAheadOfTheSpace_showsAnotherPast() {
      String body =
          "{'replica':'r1','epoch':'e1','cursor':3,'mutations':["
              + put("n1", "n", 0, "1")
              + ","
              + put("n2", "a", 9, "2")
              + "]}";
      assertThat(newEpoch(answer("ann", body))).isEqualTo("e2");
      nothingWasApplied();
    }

    @Test
    void anImportedBaseAheadOfTheSpace_isJustUnknown() {
      String imported = put("n2", "a", 9, "2").replace("{'id'", "{'origin':'r9','id'");
      Answer.Page page =
          page("{'replica':'r1','epoch':'e1','cursor':3,'mutations':[" + imported + "]}");
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
      assertThat(newEpoch(answer("ann", body("'epoch':'e1','cursor':3")))).isEqualTo("e2");
      nothingWasApplied();
      assertThat(push(put("m1", "a", 0, "1"))).isEqualTo("{id:m1,status:applied,version:1}");
    }

    @Test
    void aPullByCursorAlone_neverMakesAnEpoch() {
      assertThat(changes("{'cursor':99}")).isInstanceOf(Answer.EpochChanged.class);
      assertThat(head().epoch()).isEqualTo("e1");
      assertThat(versions((Answer.Page) changes("{'cursor':2}"))).isEqualTo("c@3");
      assertThat(changes("{'cursor':99,'epoch':'e1'}")).isNull();
      assertThat(newEpoch(changes("{'cursor':1,'epoch':'e0'}"))).isEqualTo("e1");
    }

    private Answer changes(String fields) {
      SyncRequest pull = SyncRequest.readPull(json(fields), rules.limits());
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

    private Answer.Page pull(long cursor, int limit) {
      return page("{'replica':'r2','epoch':'e1','cursor':" + cursor + ",'limit':" + limit + "}");
    }

    @Test
    void compacting_forgetsDeletionsAlone() {
      assertThat(head().floor()).isEqualTo(5);
      assertThat(versions(pull(0, 100))).isEqualTo("a@1 b@2 c@3 d@6");
      assertThat(pull(0, 100).stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void aCursorBelowTheFloor_getsTheWholeState() {
      Answer.Page page = pull(4, 100);
      assertThat(page.bootstrap()).isTrue();
      assertThat(page.text()).contains("\"bootstrap\":true");
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
      Answer.Page first = pull(4, 2);
      assertThat(versions(first)).isEqualTo("a@1 b@2");
      assertThat(first.bootstrap() && first.more()).isTrue();
      assertThat(first.cursor()).isNegative();
      assertThat(first.stateHash()).isNull();

      Answer.Page last = pull(first.cursor(), 2);
      assertThat(versions(last)).isEqualTo("c@3 d@6");
      assertThat(last.bootstrap()).isTrue();
      assertThat(last.more()).isFalse();
      assertThat(last.cursor()).isEqualTo(6);
      assertThat(last.stateHash()).isEqualTo(head().stateHash());
    }

    @Test
    void whatChangesMeanwhile_comesAgain_deletionsToo() {
      long cursor = pull(4, 2).cursor();
      push(put("n1", "a", 1, "2"), delete("n2", "b", 2), put("n3", "e", 0, "1"));
      Answer.Page rest = pull(cursor, 100);
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
      assertThat(versions(pull(cursor, 100))).isEqualTo("a@1 c@3 d@6");
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
      assertThat(newEpoch(answer("ann", "{'replica':'r2','epoch':'e1','cursor':-99}")))
          .isEqualTo("e2");
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
        try (Spaces fresh = openAnother()) {
          SpaceModel.run(fresh, seed, 60);
        }
      }
    }
  }

  @Nested
  class Previewing {
    private Answer preview(String... mutations) {
      SyncRequest request =
          SyncRequest.read(
              json("{'replica':'r1','mutations':[" + String.join(",", mutations) + "]}"),
              rules.limits());
      return spaces.tryOut("s", store -> space(store).preview("ann", request, permission));
    }

    @Test
    void aPreview_answersAsAPushWould_andDoesNothing() {
      push(put("m1", "a", 0, "1"));
      Answer answer =
          preview(put("m2", "a", 1, "2"), put("m3", "a", 2, "3"), put("m4", "a", 1, "4"));
      assertThat(((Answer.Preview) answer).text().replace("\"", ""))
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
