package dev.holdfast.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;

/** A document's value and place, kept together and merged apart. */
class PlacedTest {
  private record Content(Json value, Json place) {
    static Content of(Choices c) {
      Json value = Values.value(c);
      if (c.oneIn(4)) { // a value that looks like a content
        Json looks = Json.object();
        Json.set(looks, "~place", Json.of("a0"));
        Json.set(looks, "~value", value);
        if (c.oneIn(2)) {
          Json.set(looks, "~wide", value);
        }
        value = looks;
      }
      return new Content(value, c.oneIn(2) ? Json.absent() : Json.of(c.of("a0", "a1V")));
    }

    @Override
    public String toString() {
      return Json.stringify(value)
          + " at "
          + (Json.isAbsent(place) ? "no place" : Json.text(place));
    }
  }

  private static Json json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  @Test
  void anyValueAtAnyPlace_bothComeBack() {
    Law.check(
        1,
        10_000,
        Content::of,
        one -> {
          Json content = Placed.of(one.value, one.place);
          assertThat(Json.equal(Placed.value(content), one.value)).isTrue();
          assertThat(Json.equal(Placed.place(content), one.place)).isTrue();
        });
  }

  @Test
  void canonicalTextOfAContent_isCutWithoutParsing() {
    Law.check(
        2,
        10_000,
        Content::of,
        one -> {
          Json content = Placed.of(one.value, one.place);
          String value = Json.stringify(one.value);
          String text = Json.stringify(content);
          assertThat(Placed.text(content, value)).isEqualTo(text);
          int from = Placed.valueFrom(text);
          String cut = from == 0 ? text : text.substring(from, text.length() - 1);
          assertThat(cut).isEqualTo(value);
          if (from > 0) {
            Json place = Json.isAbsent(one.place) ? Json.nul() : one.place;
            assertThat(Placed.placeText(text, from)).isEqualTo(Json.stringify(place));
          }
        });
  }

  @Test
  void editedHereAndMovedThere_bothCount() {
    Merge.Result merged =
        Merge.documents(
            "tasks",
            "t",
            Placed.of(json("{'t':1}"), Json.of("a0")),
            Placed.of(json("{'t':2}"), Json.of("a0")),
            Placed.of(json("{'t':1}"), Json.of("a5")));
    assertThat(merged.decided()).isTrue();
    assertThat(Json.stringify(merged.value()))
        .isEqualTo("{\"~place\":\"a5\",\"~value\":{\"t\":2}}");
  }

  @Test
  void movedOnBothSides_theServersMoveWins_withoutAConflict() {
    Merge.Result merged =
        Merge.documents(
            "tasks",
            "t",
            Placed.of(json("1"), Json.of("a0")),
            Placed.of(json("1"), Json.of("a5")),
            Placed.of(json("1"), Json.of("a6")));
    assertThat(merged.decided()).isTrue();
    assertThat(Json.text(Placed.place(merged.value()))).isEqualTo("a6");
  }

  @Test
  void movedHereAndDeletedThere_isDeleted() {
    Merge.Result merged =
        Merge.documents(
            "tasks",
            "t",
            Placed.of(json("1"), Json.of("a0")),
            Placed.of(json("1"), Json.of("a5")),
            Json.absent());
    assertThat(merged.decided()).isTrue();
    assertThat(Json.isAbsent(merged.value())).isTrue();
  }

  @Test
  void stateHash_knowsThePlace_andIsThatOfTheValueWithoutOne() {
    Json value = json("{'t':1}");
    StateHash without = StateHash.of("tasks", "a", value);
    assertThat(StateHash.of("tasks", "a", Placed.of(value, Json.absent()))).isEqualTo(without);
    assertThat(StateHash.of("tasks", "a", Placed.of(value, Json.of("a0")))).isNotEqualTo(without);
  }
}
