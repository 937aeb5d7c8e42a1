package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Splitting a state into documents, and assembling it. */
class StateShapeTest {
  private record Two(Json first, Json second) {
    @Override
    public String toString() {
      return Json.stringify(first) + "\nthen " + Json.stringify(second);
    }
  }

  private final StateShape shape = new StateShape(Json.object());

  private Json assembled(Json docs) {
    return assembly(docs).state;
  }

  private Assembly assembly(Json docs) {
    return shape.assembly(docs, key -> Place.arrived(1));
  }

  private Json split(Json state, Json known) {
    return shape.split(state, known, assembly(known).places);
  }

  @Test
  void anyState_comesBackEqual() {
    Law.check(
        1,
        3000,
        Values::value,
        state -> {
          Json docs = split(state, Json.object());
          Json back = assembled(docs);
          Json expected = Json.equal(state, Json.object()) ? Json.absent() : state;
          assertThat(Device.text(back)).isEqualTo(Device.text(expected));
        });
  }

  @Test
  void anyStateAfterAnother_comesBackEqual_orDoesNotFit() {
    Law.check(
        2,
        3000,
        (Choices c) -> {
          Json first = Values.value(c);
          return new Two(first, Values.edited(c, first));
        },
        two -> {
          Json second = Json.isAbsent(two.second()) ? Json.nul() : two.second();
          Json known = split(two.first(), Json.object());
          Json docs;
          try {
            docs = split(second, known);
          } catch (dev.holdfast.core.Failure unfit) {
            assertThat(unfit.code().name()).isEqualTo("STATE_SHAPE");
            return;
          }
          Json expected = Json.equal(second, Json.object()) ? Json.absent() : second;
          assertThat(Device.text(assembled(docs))).isEqualTo(Device.text(expected));
        });
  }

  @Test
  void whereOnlyValuesChanged_theyAreWhatASplitFinds() {
    int[] found = {0};
    Law.check(
        3,
        20_000,
        (Choices c) -> {
          Json first = Values.value(c);
          return new Two(first, Values.edited(c, first));
        },
        two -> {
          Json known = split(two.first(), Json.object());
          Json changed = ValueChanges.between(shape, two.first(), two.second(), known);
          if (!Json.isAbsent(changed)) {
            found[0]++;
            assertSame(known, two.second(), changed);
          }
        });
    assertThat(found[0]).isGreaterThan(500);
  }

  private void assertSame(Json known, Json second, Json changed) {
    Json docs = split(second, known);
    Json after = Json.copy(known);
    Json keys = Json.keys(changed);
    for (int i = 0; i < Json.size(keys); i++) {
      Json.set(after, Json.at(keys, i), Json.get(changed, Json.at(keys, i)));
    }
    assertThat(Device.text(after)).isEqualTo(Device.text(docs));
  }

  @Test
  void valuesOfAnyShapeThatChanged_areFoundWithoutASplit() {
    StateShape declared = new StateShape(Device.json("{'byId':'map'}"));
    String first = "{'tasks':[{'id':'a'},{'id':'b'}],'byId':{'x':{'n':1}},'done':[1],'name':'A'}";
    String second =
        "{'tasks':[{'id':'a'},{'id':'b','n':2}],'byId':{'x':{'n':2}},'done':[2],'name':'B'}";
    Json known = declared.split(Device.json(first), Json.object(), Json.object());
    Json changed = ValueChanges.between(declared, Device.json(first), Device.json(second), known);
    assertThat(Device.text(changed))
        .isEqualTo(
            "{'byId/x':{'n':2},'done/~':[2],'name/~':'B',"
                + "'tasks/b':{'~place':'a1','~value':{'id':'b','n':2}}}");
    Json moved =
        Device.json(second.replace("{'id':'a'},{'id':'b','n':2}", "{'id':'b'},{'id':'a'}"));
    assertThat(Json.isAbsent(ValueChanges.between(declared, Device.json(first), moved, known)))
        .isTrue();
  }

  @Test
  void idsThatAnOrderDoesNotName_comeLast_byVersion() {
    Json docs =
        Device.json(
            "{'tasks/a':{'id':'a'},'tasks/b':{'id':'b'},'tasks/c':{},'~order/tasks':['b']}");
    Json state = shape.assembly(docs, key -> Place.arrived(key.equals("tasks/a") ? 9 : 3)).state;
    assertThat(Device.text(state)).isEqualTo("{'tasks':[{'id':'b'},{'id':'c'},{'id':'a'}]}");
  }

  /** What is in the way may be one of ten thousand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "list; 7; is a list, so an array of objects with unique ids, it is a number",
        "list; {}; is a list, so an array of objects with unique ids, it is an object",
        "list; [{'id':'a'},null]; element 1 is null",
        "list; [{'id':'a'},{'x':1}]; element 1 has no id",
        "list; [{'id':1.5}]; element 0 has an id that is neither text nor a whole number 1.5",
        "list; [{'id':'a'},{'id':1},{'id':'1'}]; element 2 has the id of element 1 '1'",
        "map; []; is a map, so an object of objects, it is an array",
        "map; {'x':{},'y':1}; its field 'y' is a number"
      })
  void aStateThatDoesNotFit_isToldByItsKeyElementAndId(String kept, String value, String said) {
    StateShape declared = new StateShape(Device.json("{'k':'" + kept + "'}"));
    Json state = Device.json("{'k':" + value + "}");

    assertThatThrownBy(() -> declared.split(state, Json.object(), Json.object()))
        .hasMessageStartingWith("STATE_SHAPE: the state's key \"k\" is a " + kept)
        .hasMessageContaining(said.replace('\'', '"').replace(", it", "; it"))
        .hasMessageEndingWith("; nothing was saved");
  }
}
