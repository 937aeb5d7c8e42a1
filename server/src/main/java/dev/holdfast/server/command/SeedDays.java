package dev.holdfast.server.command;

import dev.holdfast.core.json.Json;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The days of a seed, which count from the day on which it is planted, so that the demo never looks
 * old: the text {@code @-7} is the date a week before, {@code @-7T13:45} a time on that day, in ms
 * since 1970.
 */
final class SeedDays {
  private static final Pattern DAY = Pattern.compile("@(-?\\d+)(?:T(\\d\\d:\\d\\d))?");

  private final LocalDate today;
  private final ZoneId zone;

  SeedDays(LocalDate today, ZoneId zone) {
    this.today = today;
    this.zone = zone;
  }

  /** The same value with days of this time. */
  Json in(Json value) {
    if (Json.isString(value)) {
      return day(value);
    }
    if (Json.isArray(value)) {
      Json made = Json.array();
      for (int i = 0; i < Json.size(value); i++) {
        Json.push(made, in(Json.at(value, i)));
      }
      return made;
    }
    if (!Json.isObject(value)) {
      return value;
    }
    Json made = Json.object();
    Json keys = Json.keys(value);
    for (int i = 0; i < Json.size(keys); i++) {
      Json.set(made, Json.at(keys, i), in(Json.get(value, Json.at(keys, i))));
    }
    return made;
  }

  private Json day(Json text) {
    Matcher day = DAY.matcher(Json.text(text));
    if (!day.matches()) {
      return text;
    }
    LocalDate date = today.plusDays(Long.parseLong(day.group(1)));
    return day.group(2) == null
        ? Json.of(date.toString())
        : Json.of(
            (double)
                date.atTime(LocalTime.parse(day.group(2))).atZone(zone).toInstant().toEpochMilli());
  }
}
