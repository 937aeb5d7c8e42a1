package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a space decides on each mutation. One file, since the cases of one push and of several are
 * read side by side.
 */
abstract class PushContract extends ReceiptsContract {
  @Nested
  class Storing {
    @Test
    void newDocuments_getConsecutiveVersions() {
      assertThat(push(put("m1", "a", 0, "1"), put("m2", "b", 0, "2")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m2,status:applied,version:2}");
      assertThat(version()).isEqualTo(2);
    }

    @Test
    void aChangeOnTheNewestVersion_isStored() {
      push(put("m1", "a", 0, "1"));
      assertThat(push(put("m2", "a", 1, "2"), delete("m3", "a", 2)))
          .isEqualTo("{id:m2,status:applied,version:2} {id:m3,status:applied,version:3}");
      assertThat(document("a")).isEqualTo("none");
    }

    @Test
    @Tag("fault-39")
    void undeleting_isANewVersion() {
      push(put("m1", "a", 0, "1"), delete("m2", "a", 1));
      assertThat(push(put("m3", "a", 2, "1"))).isEqualTo("{id:m3,status:applied,version:3}");
    }

    @Test
    void aValueThatIsThereAlready_needsNoVersion() {
      push(put("m1", "a", 0, "{'x':1,'y':2}"));
      assertThat(push(put("m2", "a", 0, "{'y':2.0,'x':1}")))
          .isEqualTo("{id:m2,status:applied,version:1}");
      assertThat(push(put("m3", "a", 1, "{'x':1,'y':2}")))
          .isEqualTo("{id:m3,status:applied,version:1}");
      assertThat(version()).isEqualTo(1);
    }

    @Test
    void deletingWhatIsNotThere_needsNoVersion() {
      assertThat(push(delete("m1", "a", 0))).isEqualTo("{id:m1,status:applied,version:0}");
      push(put("m2", "a", 0, "1"), delete("m3", "a", 1));
      assertThat(push(delete("m4", "a", 1), delete("m5", "a", 0)))
          .isEqualTo("{id:m4,status:applied,version:2} {id:m5,status:applied,version:2}");
    }

    @Test
    void nullIsAValue_noDeletion() {
      assertThat(push(put("m1", "a", 0, "null"))).isEqualTo("{id:m1,status:applied,version:1}");
      assertThat(document("a")).isEqualTo("null");
      assertThat(page(first("r2")).changes().get(0).text()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "__proto__",
          "constructor",
          "",
          "~",
          "a/b",
          "\u2028",
          "\uD83D\uDE00",
          "a\u0000b",
          "\""
        })
    void anyTextIsAKey(String key) {
      Json value = json("{'__proto__':{'x':1},'constructor':2,'':3}");

      push(Mutation.of("m1", key, key, 0, value), Mutation.of("m2", key, key, 0, value));

      SyncAnswer.Page page = page(first("r2"));
      assertThat(page.changes()).hasSize(1);
      Json change = Json.at(SyncAnswer.changes(Json.parse(page.text())), 0);
      assertThat(Change.doc(change)).isEqualTo(key);
      assertThat(Json.stringify(Change.content(change)))
          .isEqualTo("{\"\":3,\"__proto__\":{\"x\":1},\"constructor\":2}");
    }
  }

  @Nested
  class Disagreeing {
    @Test
    void base0OnADocument_isAConflict() {
      push(put("m1", "a", 0, "1"));
      assertThat(push(put("m2", "a", 0, "2")))
          .isEqualTo("{id:m2,status:conflict,server:{version:1,value:1}}");
      assertThat(document("a")).isEqualTo("1");
      assertThat(version()).isEqualTo(1);
    }

    @Test
    void base0OnATombstone_isAConflict() {
      push(put("m1", "a", 0, "1"), delete("m2", "a", 1));
      assertThat(push(put("m3", "a", 0, "1")))
          .isEqualTo("{id:m3,status:conflict,server:{version:2,deleted:true}}");
    }

    @Test
    void aBaseTheServerDoesNotKnow_isAConflictUnlessEqual() {
      push(put("m1", "a", 0, "{'x':1}"), put("m2", "b", 0, "1"));
      assertThat(push(put("m3", "a", 2, "{'x':1,'y':1}")))
          .isEqualTo("{id:m3,status:conflict,server:{version:1,value:{x:1}}}");
      assertThat(push(delete("m4", "a", 2)))
          .isEqualTo("{id:m4,status:conflict,server:{version:1,value:{x:1}}}");
      assertThat(push(put("m5", "a", 2, "{'x':1}"))).isEqualTo("{id:m5,status:applied,version:1}");
      assertThat(push(put("m6", "c", 2, "1")))
          .isEqualTo("{id:m6,status:conflict,server:{version:0,deleted:true}}");
    }

    @Test
    @Tag("fault-38")
    void differentFields_areBothKept() {
      push(put("m1", "a", 0, "{'x':1,'y':1}"), put("m2", "a", 1, "{'x':2,'y':1}"));
      assertThat(push(put("m3", "a", 1, "{'x':1,'y':2}")))
          .isEqualTo("{id:m3,status:merged,version:3,value:{x:2,y:2}}");
      assertThat(document("a")).isEqualTo("{x:2,y:2}");
    }

    @Test
    @Tag("fault-38")
    void theSameField_isAConflict() {
      push(put("m1", "a", 0, "{'x':1}"), put("m2", "a", 1, "{'x':2}"));
      assertThat(push(put("m3", "a", 1, "{'x':3}")))
          .isEqualTo("{id:m3,status:conflict,server:{version:2,value:{x:2}}}");
    }

    @Test
    @Tag("fault-39")
    void deleteAgainstEdit_isAConflict_bothWays() {
      push(put("m1", "a", 0, "{'x':1}"), put("m2", "a", 1, "{'x':2}"));
      assertThat(push(delete("m3", "a", 1)))
          .isEqualTo("{id:m3,status:conflict,server:{version:2,value:{x:2}}}");
      push(delete("m4", "a", 2));
      assertThat(push(put("m5", "a", 2, "{'x':3}")))
          .isEqualTo("{id:m5,status:conflict,server:{version:3,deleted:true}}");
    }

    @Test
    void aMergeThatComesToTheServersValue_needsNoVersion() {
      push(put("m1", "a", 0, "{'x':1,'y':1}"), put("m2", "a", 1, "{'x':2,'y':2}"));
      assertThat(push(put("m3", "a", 1, "{'x':2,'y':1}")))
          .isEqualTo("{id:m3,status:merged,version:2,value:{x:2,y:2}}");
      assertThat(push(put("m4", "a", 1, "{'x':1,'y':1}")))
          .isEqualTo("{id:m4,status:merged,version:2,value:{x:2,y:2}}");
      assertThat(version()).isEqualTo(2);
    }

    @Test
    void aServerThatCameBackToTheBase_doesNotDisagree() {
      push(put("m1", "a", 0, "1"), put("m2", "a", 1, "2"), put("m3", "a", 2, "1"));
      assertThat(push(put("m4", "a", 1, "5"))).isEqualTo("{id:m4,status:applied,version:4}");
    }

    @Test
    void anOrderOfIds_neverConflicts() {
      push(order("m1", 0, json("['a','b']")));
      assertThat(push(order("m2", 0, json("['c']")))).contains("merged");
      assertThat(push(order("m3", 77, json("['a']")))).doesNotContain("conflict");
      assertThat(push(order("m4", 0, Json.absent()))).doesNotContain("conflict");
    }

    private static Json order(String id, long base, Json ids) {
      return Mutation.of(id, "~order", "t", (double) base, ids);
    }
  }

  @Nested
  class OnEachOther {
    @Test
    void theSecondOnTheSameBase_isMadeOnTheFirstOnesResult() {
      assertThat(push(put("m1", "a", 0, "{'x':1}"), put("m2", "a", 0, "{'x':2}")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m2,status:applied,version:2}");
      assertThat(push(put("m3", "a", 2, "{'x':3}"), delete("m4", "a", 2)))
          .isEqualTo("{id:m3,status:applied,version:3} {id:m4,status:applied,version:4}");
    }

    @Test
    void theSecondOnTheVersionThatTheFirstWillGet_isMadeOnIt() {
      push(put("m1", "b", 0, "1"));
      Json pushed =
          at("r1", "e1", 1, put("m2", "a", 0, "1"), put("m3", "a", 2, "2"), put("m4", "a", 3, "3"));
      assertThat(receipts(page(pushed)))
          .isEqualTo(
              "{id:m2,status:applied,version:2} {id:m3,status:applied,version:3}"
                  + " {id:m4,status:applied,version:4}");
    }

    @Test
    void theFirstIsMerged_theSecondKeepsWhatOthersWrote() {
      push(put("m1", "a", 0, "{'x':1,'y':1}"), put("m2", "a", 1, "{'x':1,'y':2}"));
      assertThat(push(put("m3", "a", 1, "{'x':2,'y':1}"), put("m4", "a", 1, "{'x':3,'y':1}")))
          .isEqualTo(
              "{id:m3,status:merged,version:3,value:{x:2,y:2}}"
                  + " {id:m4,status:merged,version:4,value:{x:3,y:2}}");
    }

    @Test
    void theFirstWasAnsweredBefore_theSecondIsMadeOnItAllTheSame() {
      push(put("m1", "a", 0, "{'x':1}"));
      assertThat(push(put("m1", "a", 0, "{'x':1}"), put("m2", "a", 0, "{'x':2}")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m2,status:applied,version:2}");
    }

    @Test
    void theFirstIsRefused_theSecondStandsOnItsOwnBase() {
      rules =
          rules.validator(
              (subject, collection, doc, value) ->
                  Json.isNumber(value) && Json.number(value) < 0
                      ? Validator.Verdict.refuse("below zero")
                      : Validator.Verdict.accept(value));
      push(put("m1", "a", 0, "1"));
      assertThat(push(put("m2", "a", 1, "-1"), put("m3", "a", 1, "3")))
          .endsWith("{id:m3,status:applied,version:2}");
    }

    @Test
    void anotherOrigin_isNotMadeOnIt() {
      Json other = from("r9", put("m2", "a", 0, "2"));
      assertThat(push(put("m1", "a", 0, "1"), other)).contains("{id:m2,status:conflict");
    }

    @Test
    void aBaseFromTheFutureWithoutAnEarlierOne_isAnotherPast() {
      push(put("m1", "a", 0, "1"));
      newEpoch(answer("ann", at("r1", "e1", 1, put("m2", "b", 0, "1"), put("m3", "a", 2, "2"))));
    }
  }

  @Nested
  class Schemas {
    @Test
    void theGreaterVersionWins_whateverItsBase() {
      assertThat(push(schema("m1", 0, "{'version':2}"))).contains("applied");
      assertThat(raise(1, 2, "m2", "{'version':1}")).contains("merged");
      assertThat(raise(1, 2, "m3", "")).contains("{id:m3,status:merged,version:1");
      assertThat(raise(1, 2, "m4", "{'version':'x'}")).contains("merged");
      assertThat(raise(1, 9, "m5", "{'version':3}")).contains("{id:m5,status:applied,version:2");
    }

    @Test
    void aValidatorOfTheApps_isNotAsked() {
      rules = rules.validator((subject, collection, doc, value) -> Validator.Verdict.refuse("no"));
      assertThat(push(schema("m1", 0, "{'version':2}"))).contains("applied");
    }

    @Test
    void anOlderReplica_isRefusedAndNothingIsApplied() {
      push(schema("m1", 0, "{'version':2}"));
      for (int schema = 0; schema < 2; schema++) {
        Json push = schema == 0 ? first("r1", put("m2", "a", 0, "1")) : as(1, first("r1"));
        assertThat(answer("ann", push)).isEqualTo(new SyncAnswer.NewerState(2));
        assertThat(spaces.<Object>write("s", store -> space(store).pull("ann", read(push))))
            .isEqualTo(new SyncAnswer.NewerState(2));
      }
      assertThat(document("a")).isEqualTo("none");
      assertThat(page(as(2, first("r1"))).changes()).hasSize(1);
      assertThat(page(as(3, first("r1"))).changes()).hasSize(1);
    }

    @Test
    void anOlderReplicaOfAnotherPast_beginsNoEpoch() {
      push(schema("m1", 0, "{'version':2}"));
      assertThat(answer("ann", at("r1", "e1", 99))).isEqualTo(new SyncAnswer.NewerState(2));
      assertThat(head().epoch()).isEqualTo("e1");
    }

    @Test
    void aReader_needsNoSchema() {
      push(schema("m1", 0, "{'version':2}"));
      SyncRequest request = SyncRequest.readPull(name -> null, rules.limits());
      assertThat(spaces.<Object>write("s", store -> space(store).changes(request)))
          .isInstanceOf(SyncAnswer.Page.class);
    }

    @Test
    void whoHasNotSeenAllChanges_doesNotRaiseTheSchema() {
      push(put("m1", "a", 0, "1"));
      SyncAnswer.Page page =
          page(as(2, first("r2", schema("m2", 0, "{'version':2}"), put("m3", "b", 0, "1"))));
      assertThat(receipts(page)).isEmpty();
      assertThat(versions(page)).isEqualTo("a@1");
      assertThat(document("b")).isEqualTo("none");
      assertThat(raise(1, 2, "m2", "{'version':2}")).contains("applied");
    }

    private SyncRequest read(Json body) {
      return SyncRequest.read(body, rules.limits());
    }

    private String raise(long cursor, int as, String id, String value) {
      return receipts(page(as(as, at("r1", "e1", cursor, schema(id, 0, value)))));
    }

    private static Json as(int schema, Json request) {
      SyncRequest.setSchema(request, schema);
      return request;
    }

    private static Json schema(String id, long base, String value) {
      Json given = value.isEmpty() ? Json.absent() : json(value);
      return Mutation.of(id, "~schema", "~", (double) base, given);
    }
  }

  @Nested
  class Policies {
    @Test
    void serverWins_answersTheServersValueAndStoresNothing() {
      rules = rules.policy("tasks", ConflictResolver.SERVER_WINS);
      push(put("m1", "a", 0, "1"), put("m2", "a", 1, "2"));
      assertThat(push(put("m3", "a", 1, "3"))).isEqualTo("{id:m3,status:merged,version:2,value:2}");
      push(delete("m4", "a", 2));
      assertThat(push(put("m5", "a", 1, "3")))
          .isEqualTo("{id:m5,status:merged,version:3,deleted:true}");
    }

    @Test
    void clientWins_storesWhatWasSent() {
      rules = rules.policy("tasks", ConflictResolver.CLIENT_WINS);
      push(put("m1", "a", 0, "1"), put("m2", "a", 1, "2"));
      assertThat(push(put("m3", "a", 1, "3"))).isEqualTo("{id:m3,status:applied,version:3}");
      assertThat(push(delete("m4", "a", 1))).isEqualTo("{id:m4,status:applied,version:4}");
    }

    @Test
    void theAppsOwnResolver_seesAllThreeSides() {
      rules =
          rules.policy(
              "tasks",
              c -> {
                assertThat(c.baseKnown()).isTrue();
                double sum =
                    Json.number(c.base()) + Json.number(c.local()) + Json.number(c.server());
                return ConflictResolver.Resolution.of(Json.of(sum));
              });
      push(put("m1", "a", 0, "1"), put("m2", "a", 1, "20"));
      assertThat(push(put("m3", "a", 1, "300")))
          .isEqualTo("{id:m3,status:merged,version:3,value:321}");
    }

    @Test
    void aPolicy_isOfItsCollectionAlone() {
      rules = rules.policy("others", ConflictResolver.CLIENT_WINS);
      push(put("m1", "a", 0, "1"), put("m2", "a", 1, "2"));
      assertThat(push(put("m3", "a", 1, "3"))).contains("conflict");
    }

    @Test
    void aValidator_mayRewriteOrRefuse() {
      rules =
          rules.validator(
              (subject, collection, doc, value) -> {
                if (Json.isNumber(value) && Json.number(value) < 0) {
                  return Validator.Verdict.refuse("below zero");
                }
                return Validator.Verdict.accept(
                    Json.isNumber(value) ? Json.of(Math.rint(Json.number(value))) : value);
              });
      assertThat(push(put("m1", "a", 0, "1.4"), put("m2", "b", 0, "-1"), put("m3", "c", 0, "2")))
          .isEqualTo(
              "{id:m1,status:merged,version:1,value:1}"
                  + " {id:m2,status:rejected,code:INVALID,detail:below zero}"
                  + " {id:m3,status:applied,version:2}");
    }

    @Test
    void aValidatorThatThrows_refusesThatMutationAlone() {
      rules =
          rules.validator(
              (subject, collection, doc, value) -> {
                if (doc.equals("b")) {
                  throw new IllegalStateException("secret of the server");
                }
                return Validator.Verdict.accept(value);
              });
      assertThat(push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1"), put("m3", "c", 0, "1")))
          .isEqualTo(
              "{id:m1,status:applied,version:1}"
                  + " {id:m2,status:rejected,code:INVALID,detail:the server's validator failed on"
                  + " it} {id:m3,status:applied,version:2}");
    }

    @Test
    void aResolverThatThrows_tookTheWholePushWithIt() {
      push(put("m1", "a", 0, "1"));
      push(put("m2", "a", 1, "2"));
      rules =
          rules.policy(
              "tasks",
              conflict -> {
                throw new IllegalStateException("secret of the server");
              });
      assertThat(push(put("m3", "a", 1, "3"), put("m4", "b", 0, "4")))
          .isEqualTo(
              "{id:m3,status:rejected,code:INVALID,detail:the server's resolver failed on it}"
                  + " {id:m4,status:applied,version:3}");
      assertThat(document("a")).isEqualTo("2");
    }

    @Test
    void whatTheSubjectMayNotWrite_isForbidden_theRestGoesOn() {
      permission = mutation -> !mutation.doc().equals("secret");
      assertThat(push(put("m1", "secret", 0, "1"), put("m2", "a", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:FORBIDDEN,")
          .endsWith("{id:m2,status:applied,version:1}");
    }
  }

  @Nested
  class Faults {
    @Test
    void aFaultOfOneMutation_isItsReceipt_theRestGoesOn() {
      assertThat(push(Mutation.named("m1"), put("m2", "a", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:INVALID,detail:mutations/0/collection: expected")
          .endsWith("{id:m2,status:applied,version:1}");
    }

    @Test
    void aMutationTooLarge_isRejected_theRestGoesOn() {
      String large = "\"" + "x".repeat(1 << 20) + "\"";
      assertThat(push(put("m1", "a", 0, large), put("m2", "b", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:TOO_LARGE,")
          .endsWith("{id:m2,status:applied,version:1}");
    }

    @Test
    void aDocumentTooDeep_isRejected_theRestGoesOn() {
      String deep = "[".repeat(97) + "]".repeat(97);
      assertThat(push(put("m1", "a", 0, deep), put("m2", "b", 0, "1")))
          .startsWith(
              "{id:m1,status:rejected,code:INVALID,detail:mutations/0/value: expected nesting")
          .endsWith("{id:m2,status:applied,version:1}");
    }

    @Test
    void aKeyTooLong_isRejected() {
      assertThat(push(put("m1", "x".repeat(1025), 0, "1"))).contains("INVALID", "mutations/0/doc");
    }

    @Test
    void tooManyMutations_areRefusedAsAWhole() {
      Json[] many = new Json[1001];
      for (int i = 0; i < many.length; i++) {
        many[i] = put("m" + i, "d" + i, 0, "1");
      }
      assertThatThrownBy(() -> push(many))
          .isInstanceOfSatisfying(
              ProtocolException.class,
              e -> assertThat(e.code()).isEqualTo(ProtocolException.Code.TOO_MANY))
          .hasMessage("mutations: expected at most 1000, got 1001");
      assertThat(spaces.<Boolean>write("s", store -> store.head() == null)).isTrue();
    }

    @Test
    void aPushThatFailsHalfWay_leavesNoTrace() {
      permission =
          mutation -> {
            if (mutation.doc().equals("b")) {
              throw new IllegalStateException("who may write is not known now");
            }
            return true;
          };
      assertThatThrownBy(() -> push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1")))
          .hasStackTraceContaining("who may write is not known now");
      permission = Permission.ALL;
      assertThat(push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m2,status:applied,version:2}");
    }
  }
}
