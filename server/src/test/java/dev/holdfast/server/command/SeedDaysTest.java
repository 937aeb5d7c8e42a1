package dev.holdfast.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** The demo's days: "Nothing left for today" beside "36 overdue" (a bug once). */
class SeedDaysTest {
  @Test
  void daysAndTimes_countFromToday_andAllElseStays() {
    String seed =
        "{\"list\":[{\"date\":\"@-1\",\"at\":\"@2T13:45\",\"mail\":\"@home\",\"n\":1,\"no\":null,\"yes\":true}]}";

    Json planted =
        new SeedDays(LocalDate.of(2028, 3, 1), ZoneId.of("Europe/Zurich")).in(Json.parse(seed));

    assertThat(Json.stringify(planted))
        .isEqualTo(
            "{\"list\":[{\"at\":1835700300000,\"date\":\"2028-02-29\",\"mail\":\"@home\",\"n\":1,\"no\":null,\"yes\":true}]}");
  }
}
