package dev.holdfast.core.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places: there is always one between two. */
class PlaceTest {
  /** A list into which elements were put at any index, a few at a time. */
  private static List<String> drawn(Choices c) {
    List<String> list = new ArrayList<>();
    int steps = c.below(40);
    for (int i = 0; i < steps; i++) {
      int at = c.below(list.size() + 1);
      String left = at == 0 ? "" : list.get(at - 1);
      String right = at == list.size() ? "" : list.get(at);
      list.addAll(at, Place.between(left, right, 1 + c.below(5)));
    }
    return list;
  }

  @Test
  void putAnywhere_placesAscendAndAreValid() {
    Law.check(
        1,
        10_000,
        PlaceTest::drawn,
        list -> {
          assertThat(list).isSorted().doesNotHaveDuplicates();
          assertThat(list).allMatch(Place::isValid);
        });
  }

  @Test
  void putLastOrFirst_aMillionTimes_placesStayShort() {
    List<String> list = Place.between("", "", 1_000_000);
    assertThat(list).isSorted().doesNotHaveDuplicates();
    assertThat(list.get(999_999)).hasSizeLessThanOrEqualTo(5);
    List<String> before = Place.between("", "a0", 1_000_000);
    assertThat(before).isSorted().doesNotHaveDuplicates();
    assertThat(before.get(0)).hasSizeLessThanOrEqualTo(5);
    assertThat(before.get(999_999)).isLessThan("a0");
  }

  @Test
  void indexesOfAnUnchangedList_areTheWholeNumbers() {
    List<String> list = new ArrayList<>();
    for (int i = 0; i < 300_000; i++) {
      list.add(Place.at(i));
    }
    assertThat(list).isEqualTo(Place.between("", "", 300_000));
  }

  @Test
  void arrivedWithoutAPlace_isBehindAllThatWasPlaced_inOrder() {
    assertThat(Place.at(Integer.MAX_VALUE)).isLessThan(Place.arrived(0));
    assertThat(Place.arrived(61)).isLessThan(Place.arrived(62));
    assertThat(Place.arrived(4e15)).isLessThan(Place.arrived(4e15 + 1)).matches(Place::isValid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "0", "b0", "a00", "a0V0", "a-", "aé", "a0 ", "~0"})
  void otherTexts_areNoPlaces(String text) {
    assertThat(Place.isValid(text)).isFalse();
  }

  @Test
  void longerThanTheLimit_isNoPlace() {
    assertThat(Place.isValid("a0" + "V".repeat(Place.LONGEST - 2))).isTrue();
    assertThat(Place.isValid("a0" + "V".repeat(Place.LONGEST - 1))).isFalse();
  }
}
