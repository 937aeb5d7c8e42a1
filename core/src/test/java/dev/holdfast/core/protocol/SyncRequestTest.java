package dev.holdfast.core.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.json.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading a request from outside. In the tests single quotes stand for double ones. */
class SyncRequestTest {
  private static final String GOOD = "{'id':'m2','collection':'c','doc':'a','op':'put','value':1}";

  private static SyncRequest read(String body) {
    return SyncRequest.read(Json.parse(body.replace('\'', '"')), Limits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'m1','doc':'a','op':'put','base':0,'value':1} | mutations/0/collection",
        "{'id':'m1','collection':5,'doc':'a','op':'put','base':0,'value':1} | expected a string,"
            + " got a number",
        "{'id':'m1','collection':'c','op':'put','base':0,'value':1} | mutations/0/doc",
        "{'id':'m1','collection':'c','doc':'a','base':0,'value':1} | mutations/0/op",
        "{'id':'m1','collection':'c','doc':'a','op':'patch','base':0,'value':1} | mutations/0/op",
        "{'id':'m1','collection':'c','doc':'a','op':'put','base':0} | mutations/0/op",
        "{'id':'m1','collection':'c','doc':'a','op':'delete','base':0,'value':1} |"
            + " mutations/0/op",
        "{'id':'m1','collection':'c','doc':'a','op':'put','base':-1,'value':1} |"
            + " mutations/0/base",
        "{'id':'m1','collection':'c','doc':'a','op':'put','base':1.5,'value':1} |"
            + " mutations/0/base",
        "{'id':'m1','collection':'c','doc':'a','op':'put','base':'1','value':1} |"
            + " mutations/0/base",
        "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':'x','value':1} |"
            + " mutations/0/replaces",
        "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':[1],'value':1} |"
            + " mutations/0/replaces/0",
        "{'id':'m1','collection':'c','doc':'a','op':'put','replaces':['m1'],'value':1} |"
            + " mutations/0/replaces/0",
      })
  void aFaultOfOneMutation_isOfThatOneAlone(String mutation, String why) {
    SyncRequest request = read("{'replica':'r','mutations':[" + mutation + "," + GOOD + "]}");
    Mutation.Fault fault = Objects.requireNonNull(request.mutations().get(0).fault());
    assertThat(fault.code()).isEqualTo(ProblemCode.INVALID);
    assertThat(fault.detail()).contains(why);
    assertThat(request.mutations().get(1).fault()).isNull();
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
        "{'replica':'r','schema':'3'} | schema: expected a whole number, got a string",
        "{'replica':'r','schema':1.5} | schema: expected a whole number",
        "{'replica':'r','schema':-1} | schema: expected a version from 0, got a negative number",
        "{'replica':'r','stateHash':'zz'} | stateHash: expected 32 lower-case hex digits",
        "{'replica':'r','mutations':{}} | mutations: expected an array, got an object",
        "{'replica':'r','unknown':{}} | unknown: expected an array, got an object",
        "{'replica':'r','unknown':['m1']} | unknown/0: expected an object, got a string",
        "{'replica':'r','unknown':[{}]} | unknown/0/id: expected a string, got nothing",
        "{'replica':'r','unknown':[{'id':'a','origin':5}]} | unknown/0/origin: expected a string,"
            + " got a number",
        "{'replica':'r','mutations':[5]} | mutations/0: expected an object, got a number",
        "{'replica':'r','mutations':[{}]} | mutations/0/id: expected a string, got nothing",
        "{'replica':'r','mutations':[{'id':5}]} | mutations/0/id: expected a string, got a"
            + " number",
        "{'replica':'r','mutations':[{'id':'a b'}]} | mutations/0/id: expected 1 to 128",
        "{'replica':'r','mutations':[{'id':'a','origin':''}]} | mutations/0/origin: expected 1 to"
            + " 128",
      })
  void aRequestOfAnotherShape_isRefused_namingThePath(String body, String message) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theSchema_isOptional() {
    Json request = SyncRequest.of("r", Json.absent(), 0, 1, Json.array());
    assertThat(SyncRequest.read(request, Limits.DEFAULT).schema()).isNull();
    assertThat(read("{'replica':'r','schema':null}").schema()).isNull();

    SyncRequest.setSchema(request, 0);

    assertThat(SyncRequest.read(request, Limits.DEFAULT).schema()).isZero();
  }
}
