package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a space decides, on whatever store: the acceptance suite that each {@link SpaceStore} must
 * pass. In request bodies single quotes stand for double ones.
 */
public abstract class SpaceContract {
  protected abstract Spaces open();

  /** Opens spaces that share nothing with any others. */
  protected abstract Spaces openAnother();

  /** How many random histories to check. */
  protected abstract int histories();

  Spaces spaces;
  Rules rules = Rules.DEFAULT;
  Permission permission = Permission.ALL;
  private int epochs;

  private final Random random =
      new Random() {
        @Override
        public double next() {
          return 0.5;
        }

        @Override
        public String hex(int digits) {
          return "e" + ++epochs;
        }
      };

  @BeforeEach
  void openSpaces() {
    spaces = open();
  }

  @AfterEach
  void closeSpaces() {
    spaces.close();
  }

  // --- how tests speak to a space ---

  private Space space(SpaceStore store) {
    return new Space(store, rules, random);
  }

  private static Json json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  private Answer answer(String subject, String body) {
    SyncRequest request = SyncRequest.read(json(body), rules.limits());
    return spaces.write("s", store -> space(store).sync(subject, request, permission));
  }

  private Answer.Page page(String body) {
    return (Answer.Page) answer("ann", body);
  }

  /** Pushes as a replica that claims no past; the receipts as text, double quotes gone. */
  private String push(String... mutations) {
    return pushAs("ann", mutations);
  }

  private String pushAs(String subject, String... mutations) {
    String body = "{'replica':'r1','mutations':[" + String.join(",", mutations) + "]}";
    Answer.Page page = (Answer.Page) answer(subject, body);
    List<String> texts = new ArrayList<>();
    page.receipts().forEach(receipt -> texts.add(receipt.text().replace("\"", "")));
    return String.join(" ", texts);
  }

  private static String put(String id, String doc, long base, String value) {
    return "{'id':'%s','collection':'tasks','doc':'%s','op':'put','base':%d,'value':%s}"
        .formatted(id, doc, base, value);
  }

  private static String delete(String id, String doc, long base) {
    return "{'id':'%s','collection':'tasks','doc':'%s','op':'delete','base':%d}"
        .formatted(id, doc, base);
  }

  private Head head() {
    return spaces.write("s", SpaceStore::head);
  }

  private long version() {
    return head().version();
  }

  private String document(String doc) {
    Revision revision = spaces.write("s", store -> store.current("tasks", doc));
    return revision == null || revision.text() == null ? "none" : revision.text().replace("\"", "");
  }

  private String newEpoch(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.EpochChanged.class);
    return ((Answer.EpochChanged) answer).epoch();
  }

  private static String versions(Answer.Page page) {
    StringBuilder out = new StringBuilder();
    for (Revision change : page.changes()) {
      out.append(out.length() == 0 ? "" : " ").append(change.doc()).append('@');
      out.append(change.version()).append(change.deleted() ? "!" : "");
    }
    return out.toString();
  }

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
      assertThat(page("{'replica':'r2'}").text()).contains("\"value\":null");
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
      Json mutation = json(put("m1", "a", 0, "{'__proto__':{'x':1},'constructor':2,'':3}"));
      Json.set(mutation, "doc", Json.of(key));
      Json.set(mutation, "collection", Json.of(key));

      push(Json.stringify(mutation), Json.stringify(mutation).replace("m1", "m2"));

      Answer.Page page = page("{'replica':'r2'}");
      assertThat(page.changes()).hasSize(1);
      Json change = Json.at(Json.get(Json.parse(page.text()), "changes"), 0);
      assertThat(Json.text(Json.get(change, "doc"))).isEqualTo(key);
      assertThat(Json.stringify(Json.get(change, "value")))
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
    void differentFields_areBothKept() {
      push(put("m1", "a", 0, "{'x':1,'y':1}"), put("m2", "a", 1, "{'x':2,'y':1}"));
      assertThat(push(put("m3", "a", 1, "{'x':1,'y':2}")))
          .isEqualTo("{id:m3,status:merged,version:3,value:{x:2,y:2}}");
      assertThat(document("a")).isEqualTo("{x:2,y:2}");
    }

    @Test
    void theSameField_isAConflict() {
      push(put("m1", "a", 0, "{'x':1}"), put("m2", "a", 1, "{'x':2}"));
      assertThat(push(put("m3", "a", 1, "{'x':3}")))
          .isEqualTo("{id:m3,status:conflict,server:{version:2,value:{x:2}}}");
    }

    @Test
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
      String order = "{'id':'%s','collection':'~order','doc':'t','op':'put','base':%d,'value':%s}";
      push(order.formatted("m1", 0, "['a','b']"));
      assertThat(push(order.formatted("m2", 0, "['c']"))).contains("merged");
      assertThat(push(order.formatted("m3", 77, "['a']"))).doesNotContain("conflict");
      assertThat(push("{'id':'m4','collection':'~order','doc':'t','op':'delete','base':0}"))
          .doesNotContain("conflict");
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
    void whatTheSubjectMayNotWrite_isForbidden_theRestGoesOn() {
      permission = mutation -> !mutation.doc().equals("secret");
      assertThat(push(put("m1", "secret", 0, "1"), put("m2", "a", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:FORBIDDEN,")
          .endsWith("{id:m2,status:applied,version:1}");
    }
  }

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
      String[] pushed = {
        put("m2", "a", 1, "{'x':3}"),
        put("m3", "a", 1, "{'x':1,'y':1}"),
        put("m4", "secret", 0, "1"),
        "{'id':'m5'}"
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
    @CsvSource({
      "'a','put',0,2",
      "'b','put',0,1",
      "'a','put',3,1",
      "'a','delete',0,",
      "'a','put',0,null"
    })
    void theSameIdWithOtherContent_isRefused_theRestGoesOn(
        String doc, String op, int base, String value) {
      push(put("m1", "a", 0, "1"));
      String other =
          "{'id':'m1','collection':'tasks','doc':'"
              + doc
              + "','op':'"
              + op
              + "','base':"
              + base
              + (value == null ? "}" : ",'value':" + value + "}");
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
    void anotherSubjectsId_isAnotherMutation() {
      push(put("m1", "a", 0, "1"));
      assertThat(pushAs("bob", put("m1", "b", 0, "2")))
          .isEqualTo("{id:m1,status:applied,version:2}");
    }

    @Test
    void anotherOriginsId_isAnotherMutation() {
      push(put("m1", "a", 0, "1"));
      String imported = put("m1", "b", 0, "2").replace("{'id'", "{'origin':'r9','id'");
      assertThat(push(imported)).isEqualTo("{id:m1,status:applied,version:2}");
      assertThat(push(imported)).isEqualTo("{id:m1,status:applied,version:2}");
      assertThat(version()).isEqualTo(2);
    }

    @Test
    void aReceipt_answersForTheMutationsItReplaces() {
      String squashed = put("m3", "a", 0, "3").replace("'op'", "'replaces':['m1','m2'],'op'");
      push(squashed);
      assertThat(push(put("m1", "a", 0, "1")))
          .isEqualTo("{id:m1,replacedBy:m3,status:applied,version:1}");
      assertThat(document("a")).isEqualTo("3");
      assertThat(receipt("r1", "m2")).isEqualTo("{id:m2,replacedBy:m3,status:applied,version:1}");
    }

    @Test
    void whatWasSentBeforeItWasReplaced_keepsItsOwnReceipt() {
      push(put("m1", "a", 0, "1"));
      push(put("m2", "a", 1, "2").replace("'op'", "'replaces':['m1'],'op'"));
      assertThat(receipt("r1", "m1")).isEqualTo("{id:m1,status:applied,version:1}");
    }

    @Test
    void anIdNeverSeen_hasNoReceipt() {
      assertThat(receipt("r1", "m1")).isEqualTo("unknown");
      push(put("m1", "a", 0, "1"));
      assertThat(receipt("r1", "m1")).isEqualTo("{id:m1,status:applied,version:1}");
      assertThat(receipt("r2", "m1")).isEqualTo("unknown");
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
      assertThat(receipt("r1", "m0")).isEqualTo("unknown");
    }

    private String receipt(String origin, String id) {
      SpaceStore.Remembered seen =
          spaces.write("s", store -> space(store).receipt("ann", origin, id));
      if (seen == null) {
        return "unknown";
      }
      return seen.receipt() == null ? "expired" : seen.receipt().text().replace("\"", "");
    }
  }

  private void compact(long hour) {
    spaces.write(
        "s",
        store -> {
          Space.compact(store, hour);
          return true;
        });
  }

  @Nested
  class Faults {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "{'id':'m1','doc':'a','op':'put','base':0,'value':1} | mutations/0/collection",
          "{'id':'m1','collection':5,'doc':'a','op':'put','base':0,'value':1} | expected a string, got a number",
          "{'id':'m1','collection':'c','op':'put','base':0,'value':1} | mutations/0/doc",
          "{'id':'m1','collection':'c','doc':'a','base':0,'value':1} | mutations/0/op",
          "{'id':'m1','collection':'c','doc':'a','op':'patch','base':0,'value':1} | mutations/0/op",
          "{'id':'m1','collection':'c','doc':'a','op':'put','base':0} | mutations/0/op",
          "{'id':'m1','collection':'c','doc':'a','op':'delete','base':0,'value':1} | mutations/0/op",
          "{'id':'m1','collection':'c','doc':'a','op':'put','base':-1,'value':1} | mutations/0/base",
          "{'id':'m1','collection':'c','doc':'a','op':'put','base':1.5,'value':1} | mutations/0/base",
          "{'id':'m1','collection':'c','doc':'a','op':'put','base':'1','value':1} | mutations/0/base",
          "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':'x','value':1} | mutations/0/replaces",
          "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':[1],'value':1} | mutations/0/replaces/0",
          "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':['m1'],'value':1} | mutations/0/replaces/0",
        })
    void aFaultOfOneMutation_isItsReceipt_theRestGoesOn(String mutation, String why) {
      assertThat(push(mutation, put("m2", "a", 0, "1")))
          .startsWith("{id:m1,status:rejected,code:INVALID,")
          .contains(why)
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
    void aKeyTooLong_isRejected() {
      assertThat(push(put("m1", "x".repeat(1025), 0, "1"))).contains("INVALID", "mutations/0/doc");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "[] | the body: expected an object, got an array",
          "{} | replica: expected a string, got nothing",
          "{'replica':7} | replica: expected a string, got a number",
          "{'replica':'a b'} | replica: expected 1 to 128",
          "{'replica':''} | replica: expected 1 to 128",
          "{'replica':'r','cursor':'10'} | cursor: expected a whole number, got a string",
          "{'replica':'r','cursor':1.5} | cursor: expected a whole number",
          "{'replica':'r','cursor':9007199254740993} | cursor: expected a whole number",
          "{'replica':'r','epoch':5} | epoch: expected a string, got a number",
          "{'replica':'r','limit':0} | limit: expected a number from 1, got 0",
          "{'replica':'r','limit':true} | limit: expected a whole number, got a boolean",
          "{'replica':'r','stateHash':'zz'} | stateHash: expected 32 lower-case hex digits",
          "{'replica':'r','mutations':{}} | mutations: expected an array, got an object",
          "{'replica':'r','mutations':[5]} | mutations/0: expected an object, got a number",
          "{'replica':'r','mutations':[{}]} | mutations/0/id: expected a string, got nothing",
          "{'replica':'r','mutations':[{'id':5}]} | mutations/0/id: expected a string, got a number",
          "{'replica':'r','mutations':[{'id':'a b'}]} | mutations/0/id: expected 1 to 128",
          "{'replica':'r','mutations':[{'id':'a','origin':''}]} | mutations/0/origin: expected 1 to 128",
        })
    void aRequestOfAnotherShape_isRefused_namingThePath(String body, String message) {
      assertThatThrownBy(() -> answer("ann", body))
          .isInstanceOf(ProtocolException.class)
          .hasMessageStartingWith(message);
    }

    @Test
    void tooManyMutations_areRefusedAsAWhole() {
      String[] many = new String[1001];
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
      rules =
          rules.validator(
              (subject, collection, doc, value) -> {
                if (doc.equals("b")) {
                  throw new IllegalStateException("a bug in the app's validator");
                }
                return Validator.Verdict.accept(value);
              });
      assertThatThrownBy(() -> push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1")))
          .hasStackTraceContaining("a bug in the app's validator");
      rules = Rules.DEFAULT;
      assertThat(push(put("m1", "a", 0, "1"), put("m2", "b", 0, "1")))
          .isEqualTo("{id:m1,status:applied,version:1} {id:m2,status:applied,version:2}");
    }
  }

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
      assertThat(spaces.<Boolean>write("s", store -> space(store).pull(pull) == null)).isTrue();
      push(put("m1", "a", 0, "1"));
      Answer.Page read = (Answer.Page) spaces.write("s", store -> space(store).pull(pull));
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
