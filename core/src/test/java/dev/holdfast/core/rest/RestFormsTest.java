package dev.holdfast.core.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.replica.WorkList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backends as they are: their ids, envelopes, names and pages. */
class RestFormsTest extends RestFixture {
  /** The requests' methods and bodies. */
  private final List<String> sent = new ArrayList<>();

  /** Declares the collection, and changes the backend's answers on their way. */
  private void backend(String said, UnaryOperator<Resources.Answer> leaves) {
    define(
        (call, heard) -> {
          if (!Json.isAbsent(call.body())) {
            sent.add(call.method() + " " + text(call.body()));
          }
          shelf.send(call, answer -> heard.answer(leaves.apply(answer)));
        },
        ("{'tasks':{'url':'/api/tasks'," + said + "}}").replace('\'', '"'));
  }

  private static UnaryOperator<Resources.Answer> bodies(UnaryOperator<Json> change) {
    return answer ->
        new Resources.Answer(
            answer.status(),
            Json.isAbsent(answer.body()) ? answer.body() : change.apply(answer.body()),
            answer.etag(),
            answer.made(),
            answer.next(),
            0);
  }

  /** In an envelope, if it is a list. */
  private static UnaryOperator<Json> lists(String envelope) {
    return body ->
        Json.isArray(body)
            ? Json.parse(envelope.replace('\'', '"').replace("LIST", Json.stringify(body)))
            : body;
  }

  private static UnaryOperator<Json> each(UnaryOperator<Json> change) {
    return body -> {
      if (!Json.isArray(body)) {
        return change.apply(body);
      }
      Json all = Json.array();
      for (int i = 0; i < Json.size(body); i++) {
        Json.push(all, change.apply(Json.at(body, i)));
      }
      return all;
    };
  }

  @Test
  void serverMakesTheIds_thePostHasNone_andLaterWritesHaveTheServers() {
    backend("'ids':'server'", answer -> answer);
    sync();
    edit("a", "{'id':'a','n':1}");
    sync();
    edit("a", "{'id':'a','n':2}");
    sync();

    assertThat(sent).containsExactly("POST {'n':1}", "PUT {'id':41,'n':2}");
    assertThat(shelf.writes()).contains("PUT /api/tasks/41 If-Match: \"1\"");
    assertThat(here("a")).isEqualTo("{'id':'a','n':2}");
  }

  @Test
  void idsAreNumbers_theyStayNumbers() {
    shelf.write("7", json("{'id':7,'n':1}"));
    sync();
    edit("7", "{'id':7,'n':2}");

    assertThat(sync()).isTrue();

    assertThat(here("7")).isEqualTo("{'id':7,'n':2}");
    assertThat(there("7")).isEqualTo("{'id':7,'n':2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/content         | {'content':LIST,'totalPages':1}",
        "/_embedded/tasks | {'_embedded':{'tasks':LIST},'_links':{}}",
        "/a~1b/~0         | {'a/b':{'~':LIST}}",
      })
  void listInAnEnvelope_isFoundByItsPointer(String items, String envelope) {
    shelf.write("7", json("{'id':7}"));
    backend("'items':'" + items + "'", bodies(lists(envelope)));

    assertThat(sync()).isTrue();

    assertThat(here("7")).isEqualTo("{'id':7}");
  }

  @Test
  void envelopeWithoutItsList_isAFailure_andNothingIsDeleted() {
    shelf.write("7", json("{'id':7}"));
    backend("'items':'/content'", bodies(lists("{'content':LIST}")));
    sync();
    backend("'items':'/content'", bodies(lists("{'items':LIST}")));

    assertThat(sync()).isFalse();

    assertThat(failed)
        .contains("REFUSED: GET /api/tasks: expected a JSON array at /content, got the fields")
        .contains("[\"items\"]. See items; the work is kept");
    assertThat(here("7")).isEqualTo("{'id':7}");
  }

  @Test
  void emptyListInHal_hasNoEmbedded_andIsEmpty() {
    shelf.write("7", json("{'id':7}"));
    backend("'items':'/_embedded/tasks'", bodies(lists("{'_embedded':{'tasks':LIST}}")));
    sync();
    shelf.write("7", Json.absent());
    backend(
        "'items':'/_embedded/tasks'", bodies(lists("{'_links':{'self':{'href':'/api/tasks'}}}")));

    assertThat(sync()).isTrue();

    assertThat(here("7")).isEmpty();
  }

  @Test
  void resourceInAnEnvelope_isFoundByItsPointer() {
    backend(
        "'ids':'server','item':'/data'", bodies(body -> Json.isArray(body) ? body : wrapped(body)));
    edit("a", "{'id':'a','n':1}");
    sync();
    edit("a", "{'id':'a','n':2}");

    assertThat(sync()).isTrue();

    assertThat(sent).containsExactly("POST {'n':1}", "PUT {'id':41,'n':2}");
  }

  private static Json wrapped(Json body) {
    Json data = Json.object();
    Json.set(data, "data", body);
    return data;
  }

  @Test
  void idHasAnotherName_itIsTheIdHere() {
    UnaryOperator<Json> named = one -> renamed(one, "id", "_id");
    backend("'id':'/_id'", bodies(each(named)));
    shelf.write("7", json("{'id':'7','n':1}"));
    sync();
    assertThat(here("7")).isEqualTo("{'id':'7','n':1}");

    edit("7", "{'id':'7','n':2}");
    edit("8", "{'id':'8','n':3}");
    sync();

    assertThat(sent).containsExactly("PUT {'_id':'7','n':2}", "POST {'_id':'8','n':3}");
  }

  private static Json renamed(Json value, String from, String to) {
    Json copy = Json.copy(value);
    Json held = Json.get(copy, from);
    Json.remove(copy, Json.of(from));
    Json.set(copy, to, held);
    return copy;
  }

  @Test
  void idIsInTheLinkToItself_itsLastSegmentIsTheId() {
    backend("'ids':'server','id':'/_links/self/href'", bodies(each(RestFormsTest::withLink)));
    shelf.write("7", json("{'id':7,'n':1}"));
    sync();
    assertThat(here("7")).contains("'id':'7'", "'n':1");
    edit("7", "{'id':'7','n':2}");
    edit("a", "{'id':'a','n':3}");
    sync();
    edit("a", "{'id':'a','n':4}");
    sync();

    assertThat(sent).containsExactly("PUT {'n':2}", "POST {'n':3}", "PUT {'n':4}");
    assertThat(shelf.writes()).anyMatch(one -> one.startsWith("PUT /api/tasks/41"));
  }

  private static Json withLink(Json value) {
    Json copy = Json.copy(value);
    String href = "http://backend.test/api/tasks/" + Json.stringify(Json.get(value, "id")) + "/";
    Json.remove(copy, Json.of("id"));
    Json.set(copy, "_links", json("{'self':{'href':'" + href + "'}}"));
    return copy;
  }

  @Test
  void fieldsHaveOtherNamesThere_twoFunctionsTranslateAndPatchChanges() {
    forms.functions.put("in", one -> renamed(one, "full_title", "title"));
    forms.functions.put("out", one -> renamed(one, "title", "full_title"));
    backend("'update':'PATCH','fromServer':'in','toServer':'out'", answer -> answer);
    shelf.write("7", json("{'id':7,'full_title':'milk'}"));
    sync();
    assertThat(here("7")).isEqualTo("{'id':7,'title':'milk'}");
    edit("7", "{'id':7,'title':'bread'}");

    assertThat(sync()).isTrue();

    assertThat(sent).containsExactly("PATCH {'full_title':'bread','id':7}");
    assertThat(new WorkList(replica).conflicts()).isEmpty();
  }

  @Test
  void toServerThrows_thatChangeIsParkedAndTheRestGoesOn() {
    forms.functions.put(
        "out",
        one -> {
          if (Json.get(one, "n").equals(Json.of(1))) {
            throw new IllegalStateException("no title");
          }
          return one;
        });
    backend("'toServer':'out'", answer -> answer);
    edit("a", "{'id':'a','n':1}");
    edit("b", "{'id':'b','n':2}");
    sync();

    assertThat(sent).containsExactly("POST {'id':'b','n':2}");
    assertThat(here("a")).isEqualTo("{'id':'a','n':1}");
  }

  @Test
  void fromServerThrows_isSaid_andWhatIsKnownStays() {
    shelf.write("7", json("{'id':7}"));
    sync();
    forms.functions.put(
        "in",
        one -> {
          throw new IllegalStateException("what is this");
        });
    backend("'fromServer':'in'", answer -> answer);

    assertThat(sync()).isFalse();

    assertThat(failed).contains("fromServer failed for tasks/7: what is this");
    assertThat(here("7")).isEqualTo("{'id':7}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'next':'/next'}                  | /api/tasks?from=2",
        "{'next':'/after','query':'from'}  | 2",
        "{'query':'page'}                   | ",
      })
  void pagesByUrlCursorOrNumber_areAllRead(String pages, String next) {
    for (int i = 1; i < 5; i++) {
      shelf.write("" + i, json("{'id':" + i + "}"));
    }
    shelf.pageSize = 2;
    String more = next == null ? "0" : next.startsWith("/") ? "'" + next + "'" : next;
    backend(
        "'items':'/items','pages':" + pages,
        answer ->
            bodies(
                    lists(
                        answer.next().isEmpty()
                            ? "{'items':LIST,'next':null}"
                            : "{'items':LIST,'next':" + more + ",'after':" + more + "}"))
                .apply(answer));

    assertThat(sync()).isTrue();

    assertThat(here("1")).isEqualTo("{'id':1}");
    assertThat(here("4")).isEqualTo("{'id':4}");
  }

  @Test
  void elementsHaveTheirIdElsewhere_saidWithTheOptionAndWhatCame() {
    shelf.write("7", json("{'id':7,'n':1}"));
    backend("'id':'/_id'", answer -> answer);

    assertThat(sync()).isFalse();

    assertThat(failed)
        .contains(
            "REFUSED: GET /api/tasks: expected elements with their id at /_id, got the fields")
        .contains("See id; the work is kept");
  }

  @Test
  void numberedPagesOfABackendThatKnowsNoNumbers_saidInsteadOfReadForEver() {
    shelf.write("7", json("{'id':7}"));
    backend("'pages':{'query':'p'}", answer -> answer);

    assertThat(sync()).isFalse();

    assertThat(failed).contains("GET /api/tasks?p=2: expected another page, got nothing new");
  }

  @Test
  void nextPageIsOnAnotherOrigin_saidInsteadOfTakingTheRestForDeleted() {
    shelf.write("7", json("{'id':7}"));
    sync();
    shelf.write("7", Json.absent());
    shelf.write("8", json("{'id':8}"));
    backend(
        "'ids':'server'",
        answer ->
            new Resources.Answer(
                answer.status(),
                answer.body(),
                "",
                "",
                "http://inside.test:9000/api/tasks?from=1",
                0));

    assertThat(sync()).isFalse();

    assertThat(failed).contains("expected a next page of its origin, got another's");
    assertThat(here("7")).isEqualTo("{'id':7}");
  }

  /** Numbers shift while pages are read: a resource may move to a page that was read before. */
  @Test
  void elementBetweenTwoPagesIsDeletedWhileTheyAreRead_theOneThatMovedIsNotTakenForDeleted() {
    for (int i = 1; i < 6; i++) {
      shelf.write("" + i, json("{'id':" + i + "}"));
    }
    shelf.pageSize = 2;
    sync();
    edit("3", "{'id':3,'n':1}");
    boolean[] once = {true};
    define(
        (call, heard) -> {
          if (call.url().contains("from=2") && once[0]) {
            once[0] = false;
            shelf.write("1", Json.absent()); // now 3 is on the first page
          }
          shelf.send(call, heard);
        });

    assertThat(sync()).isTrue();

    assertThat(new WorkList(replica).conflicts()).isEmpty();
    assertThat(here("3")).isEqualTo("{'id':3,'n':1}");
    assertThat(sync()).isTrue();
    assertThat(here("1")).isEmpty();
  }

  @Test
  void listsAreReadASecondTime_whatTheFirstTimeBroughtIsNotForgotten() {
    for (int i = 1; i < 4; i++) {
      shelf.write("" + i, json("{'id':" + i + "}"));
    }
    shelf.pageSize = 2;
    sync();
    shelf.write("3", Json.absent());
    shelf.write("4", json("{'id':4}"));
    define(
        (call, heard) -> {
          if (!call.url().equals("/api/notes")) {
            shelf.send(call, heard);
          } else if (call.etag().isEmpty()) {
            Json notes = json("[{'id':'n1'}]");
            heard.answer(new Resources.Answer(200, notes, "\"1\"", "", "", 0));
          } else {
            heard.answer(new Resources.Answer(304, Json.absent(), "\"1\"", "", "", 0));
          }
        },
        "{\"notes\":\"/api/notes\",\"tasks\":\"/api/tasks\"}");

    assertThat(sync()).isTrue();

    assertThat(here("3")).isEmpty();
    assertThat(here("notes", "n1")).isEqualTo("{'id':'n1'}");
  }
}
