package dev.holdfast.core.space;

import org.jspecify.annotations.Nullable;

/**
 * The server's lasting answer for one mutation id.
 *
 * @param text the whole answer as JSON
 */
public record Receipt(Status status, String text) {
  /** What became of the mutation. */
  public enum Status {
    /** Stored exactly as sent, or the space held that value already. */
    APPLIED("applied"),
    /** The document now holds another value, which the receipt names. */
    MERGED("merged"),
    /** Base, local and server disagree; nothing was stored. */
    CONFLICT("conflict"),
    /** Refused for good; nothing was stored. */
    REJECTED("rejected");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** The word on the wire. */
    public String word() {
      return word;
    }
  }

  static Receipt applied(String id, long version) {
    return of(Status.APPLIED, begin(id, Status.APPLIED).field("version", version));
  }

  static Receipt merged(String id, long version, @Nullable String text) {
    return of(Status.MERGED, begin(id, Status.MERGED).field("version", version).content(text));
  }

  static Receipt conflict(String id, @Nullable Revision server) {
    return of(Status.CONFLICT, begin(id, Status.CONFLICT).raw("server", standing(server)));
  }

  /** For a mutation whose receipt was kept for its time and is gone: only a person can decide. */
  static Receipt expired(String id, @Nullable Revision server) {
    return of(
        Status.CONFLICT,
        begin(id, Status.CONFLICT)
            .field("code", "RECEIPT_EXPIRED")
            .raw("server", standing(server)));
  }

  static Receipt rejected(String id, Mutation.Fault fault) {
    return of(
        Status.REJECTED,
        begin(id, Status.REJECTED).field("code", fault.code()).field("detail", fault.detail()));
  }

  /** The same answer for {@code replaced}, which was squashed into the mutation {@code id}. */
  Receipt forReplaced(String replaced, String id) {
    String rest = text.substring(("{\"id\":\"" + id + "\",").length());
    return new Receipt(
        status, "{\"id\":\"" + replaced + "\",\"replacedBy\":\"" + id + "\"," + rest);
  }

  private static JsonText begin(String id, Status status) {
    return new JsonText().field("id", id).field("status", status.word());
  }

  private static Receipt of(Status status, JsonText text) {
    return new Receipt(status, text.end());
  }

  private static String standing(@Nullable Revision server) {
    return new JsonText()
        .field("version", server == null ? 0 : server.version())
        .content(server == null ? null : server.text())
        .end();
  }
}
