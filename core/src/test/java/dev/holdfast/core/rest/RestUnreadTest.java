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
import org.junit.jupiter.params.provider.ValueSource;

/** Backends whose answers the app has not described, and ids that are somebody else's, too. */
class RestUnreadTest extends RestFixture {
  /** Enough for each test; more is an endless loop. */
  private static final int MOST = 60;

  private final List<String> sent = new ArrayList<>();

  private void backend(String said, UnaryOperator<Json> leaves) {
    define(
        (call, heard) -> {
          sent.add(call.method() + (call.id().isEmpty() ? "" : " " + call.id()));
          if (sent.size() > MOST) {
            heard.answer(new Resources.Answer(0, Json.absent(), "", "", "", 0));
            return;
          }
          shelf.send(
              call,
              answer ->
                  heard.answer(
                      new Resources.Answer(
                          answer.status(),
                          Json.isAbsent(answer.body())
                              ? answer.body()
                              : leaves.apply(answer.body()),
                          answer.etag(),
                          "",
                          "",
                          0)));
        },
        ("{'tasks':{'url':'/api/tasks'," + said + "}}").replace('\'', '"'));
  }

  private static Json enveloped(Json body) {
    Json data = Json.object();
    Json.set(data, "data", body);
    return Json.isArray(body) ? body : data;
  }

  private String parked() {
    Json all = new WorkList(replica).listed(false, true);
    return Json.size(all) == 0 ? "" : Json.stringify(Json.get(Json.at(all, 0), "cause"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'ids':'server'", "'ids':'server','fromServer':'in','toServer':'out'"})
  void resourceComesInAnEnvelopeThatNobodyNamed_isSaidOnce_andNothingWrongIsWritten(String said) {
    forms.functions.put("in", one -> pick(one, "title"));
    forms.functions.put("out", one -> pick(one, "title"));
    shelf.hasTags = false; // so that a write reads the resource first
    shelf.write("7", json("{'id':7,'title':'milk'}"));
    backend(said, RestUnreadTest::enveloped);
    sync();
    edit("7", "{'id':7,'title':'bread'}");

    sync();

    assertThat(sent).hasSizeLessThan(MOST).doesNotContain("PUT 7");
    assertThat(there("7")).isEqualTo("{'id':7,'title':'milk'}");
    assertThat(parked())
        .contains("GET /api/tasks/7: expected a resource with its id at /id")
        .contains("got the fields [\\\"data\\\"]. If it is in an envelope, set item");
  }

  private static Json pick(Json value, String field) {
    Json picked = Json.object();
    Json.set(picked, field, Json.get(value, field));
    return picked;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'ids':'server' | true  | got the fields [\\\"data\\\"]",
        "'ids':'app'    | true  | got the fields [\\\"data\\\"]",
        "'ids':'server' | false | got none",
      })
  void answerToAPostTellsNoId_isSaid_andTheDocumentIsNotMadeTwice(
      String said, boolean envelope, String got) {
    backend(said, body -> Json.isArray(body) ? body : envelope ? enveloped(body) : Json.absent());
    edit("a", "{'id':'a','n':1}");

    sync();
    sync();

    assertThat(sent).hasSizeLessThan(MOST).containsOnlyOnce("POST");
    assertThat(parked()).contains("POST /api/tasks: expected a resource with its id at /id", got);
  }

  @Test
  void answerToAPutComesInAnEnvelopeThatNobodyNamed_isSaid() {
    shelf.write("7", json("{'id':7,'n':1}"));
    sync();
    edit("7", "{'id':7,'n':2}");
    sync(); // brings the ETag, so that the next write reads nothing
    backend("'ids':'server'", RestUnreadTest::enveloped);
    edit("7", "{'id':7,'n':3}");

    sync();

    assertThat(parked()).contains("PUT /api/tasks/7: expected a resource with its id at /id");
    assertThat(there("7")).isEqualTo("{'id':7,'n':3}");
  }

  @Test
  void documentHasAnIdThatTheBackendGivesToAnotherLater_bothAreThere() {
    backend("'ids':'server'", body -> body);
    edit("7", "{'id':'7','title':'mine'}");
    sync();
    shelf.write("7", json("{'id':7,'title':'theirs'}"));

    assertThat(sync()).isTrue();

    assertThat(here("7")).isEqualTo("{'id':'7','title':'mine'}");
    assertThat(here("7~")).isEqualTo("{'id':'7~','title':'theirs'}");
    edit("7~", "{'id':'7~','title':'changed'}");
    assertThat(sync()).isTrue();
    assertThat(there("7")).isEqualTo("{'id':7,'title':'changed'}");
    assertThat(there("41")).isEqualTo("{'id':41,'title':'mine'}");
  }

  @Test
  void postIsDisputed_whatTheBackendHasUnderThePagesIdIsNotTakenForIt() {
    shelf.write("7", json("{'id':7,'title':'theirs'}"));
    shelf.refuses = 409;
    backend("'ids':'server'", body -> body);
    edit("7", "{'id':'7','title':'mine'}");

    sync();

    assertThat(sent).doesNotContain("GET 7");
    assertThat(parked()).contains("POST /api/tasks was answered 409");
  }

  @Test
  void pageGivesANumberAsId_andTheBackendAnother_itStaysANumberHere() {
    backend("'ids':'server'", body -> body);
    edit("5", "{'id':5,'n':1}");
    sync();
    assertThat(here("5")).isEqualTo("{'id':5,'n':1}");
    shelf.write("41", json("{'id':41,'n':2}"));

    sync();

    assertThat(here("5")).isEqualTo("{'id':5,'n':2}");
  }

  @Test
  void fromServerThrowsForOneItem_theOthersComeAndGo_andItIsSaid() {
    forms.functions.put(
        "in",
        one -> {
          if (Json.isAbsent(Json.get(one, "n"))) {
            throw new IllegalStateException("no n");
          }
          return one;
        });
    shelf.write("7", json("{'id':7,'n':1}"));
    shelf.write("8", json("{'id':8,'n':1}"));
    backend("'fromServer':'in'", body -> body);
    sync();
    shelf.write("7", json("{'id':7}"));
    shelf.write("8", json("{'id':8,'n':2}"));
    edit("a", "{'id':'a','n':3}");

    assertThat(sync()).isFalse();

    assertThat(failed)
        .contains("GET /api/tasks cannot be used: fromServer failed for tasks/7: no n");
    assertThat(here("7")).as("what is known stays").isEqualTo("{'id':7,'n':1}");
    assertThat(here("8")).isEqualTo("{'id':8,'n':2}");
    assertThat(there("41")).isEqualTo("{'id':41,'n':3}");
  }

  @Test
  void oneObjectInAnEnvelope_isFoundByItem() {
    define(
        (call, heard) ->
            heard.answer(new Resources.Answer(200, json("{'data':{'dark':true}}"), "", "", "", 0)),
        "{\"settings\":{\"url\":\"/api/settings\",\"item\":\"/data\"}}");

    assertThat(sync()).isTrue();

    assertThat(here("settings", "~")).isEqualTo("{'dark':true}");
  }
}
