package dev.holdfast.core.net;

import dev.holdfast.core.json.Json;

/**
 * What is known about the connection, and when it was found out.
 *
 * @param online whether sending makes sense
 * @param detail the finer state
 * @param at when the evidence came, in ms since 1970; 0 if there is none
 * @param verified whether the evidence is an answer that only our server can have given
 */
public record Verdict(boolean online, Detail detail, double at, boolean verified) {
  /** The values of {@code networkStatus.detail}. */
  public enum Detail {
    CHECKING("checking"),
    ONLINE("online"),
    DEGRADED("degraded"),
    OFFLINE("offline");

    private final String text;

    Detail(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** The value of {@code networkStatus.current}. */
  public String current() {
    return (online ? Detail.ONLINE : Detail.OFFLINE).text();
  }

  boolean looksLike(Verdict other) {
    return online == other.online && detail == other.detail;
  }

  /**
   * As a message between tabs and worker: {@code {type: 'network', current, detail, at, verified}}.
   */
  Json toMessage() {
    Json message = Json.object();
    Json.set(message, "type", Json.of("network"));
    Json.set(message, "current", Json.of(current()));
    Json.set(message, "detail", Json.of(detail.text()));
    Json.set(message, "at", Json.of(at));
    Json.set(message, "verified", Json.of(verified));
    return message;
  }

  static Verdict ofMessage(Json message) {
    String said = Json.text(Json.get(message, "detail"));
    Detail detail = Detail.OFFLINE;
    for (Detail one : Detail.values()) {
      if (one.text.equals(said)) {
        detail = one;
      }
    }
    return new Verdict(
        Json.text(Json.get(message, "current")).equals("online"),
        detail,
        Json.number(Json.get(message, "at")),
        Json.isTrue(Json.get(message, "verified")));
  }
}
