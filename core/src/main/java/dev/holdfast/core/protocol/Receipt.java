package dev.holdfast.core.protocol;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import org.jspecify.annotations.Nullable;

/**
 * The server's lasting answer for one mutation id.
 *
 * @param text the whole answer as JSON
 */
public record Receipt(Status status, String text) {
  public static final String APPLIED = "applied";
  public static final String MERGED = "merged";
  public static final String CONFLICT = "conflict";
  public static final String REJECTED = "rejected";

  /** What became of the mutation. */
  public enum Status {
    /** Stored as sent, or the space held that value already. */
    APPLIED(Receipt.APPLIED),
    /** Accepted, but the document has another value than was sent. The receipt has that value. */
    MERGED(Receipt.MERGED),
    /** Base, local and server disagree; nothing was stored. */
    CONFLICT(Receipt.CONFLICT),
    /** Refused for good; nothing was stored. */
    REJECTED(Receipt.REJECTED);

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** The status as on the wire. */
    public String word() {
      return word;
    }
  }

  /** Whether the server has taken the mutation, as sent or merged. */
  public boolean accepted() {
    return status == Status.APPLIED || status == Status.MERGED;
  }

  /**
   * @param content the document's content
   * @param sent whether its place was sent, if it has one. Else the receipt tells it
   */
  public static Receipt applied(String id, long version, Json content, boolean sent) {
    JsonText text = begin(id, Status.APPLIED).field(Field.VERSION, version);
    Json place = Placed.place(content);
    return of(
        Status.APPLIED,
        sent || !Json.isString(place) ? text : text.field(Field.PLACE, Json.text(place)));
  }

  /**
   * @param text the merged {@link Placed} content; null if the document is deleted
   */
  public static Receipt merged(String id, long version, @Nullable String text) {
    return of(Status.MERGED, begin(id, Status.MERGED).field(Field.VERSION, version).content(text));
  }

  /**
   * @param version the document's version; 0 if it was never stored
   * @param text the document's content; null if it is deleted or was never stored
   */
  public static Receipt conflict(String id, long version, @Nullable String text) {
    return of(
        Status.CONFLICT, begin(id, Status.CONFLICT).raw(Field.SERVER, standing(version, text)));
  }

  /** For a mutation whose receipt has expired. Only a person can decide what to do with it. */
  public static Receipt expired(String id, long version, @Nullable String text) {
    return of(
        Status.CONFLICT,
        begin(id, Status.CONFLICT)
            .field(Field.CODE, ProblemCode.RECEIPT_EXPIRED)
            .raw(Field.SERVER, standing(version, text)));
  }

  public static Receipt rejected(String id, Mutation.Fault fault) {
    return of(
        Status.REJECTED,
        begin(id, Status.REJECTED)
            .field(Field.CODE, fault.code())
            .field(Field.DETAIL, fault.detail()));
  }

  /** The same answer for the mutation {@code replaced}, which the mutation {@code id} includes. */
  public Receipt forReplaced(String replaced, String id) {
    String rest = text.substring(new JsonText().field(Field.ID, id).end().length());
    String begin = new JsonText().field(Field.ID, replaced).field(Field.REPLACED_BY, id).end();
    return new Receipt(status, begin.substring(0, begin.length() - 1) + "," + rest);
  }

  private static JsonText begin(String id, Status status) {
    return new JsonText().field(Field.ID, id).field(Field.STATUS, status.word());
  }

  private static Receipt of(Status status, JsonText text) {
    return new Receipt(status, text.end());
  }

  private static String standing(long version, @Nullable String text) {
    return new JsonText().field(Field.VERSION, version).content(text).end();
  }

  // --- as JSON ---

  public static Json applied(Json id, double version) {
    return tell(begin(id, APPLIED), version, Json.absent());
  }

  /**
   * @param content the merged content; absent if the document is deleted
   */
  public static Json merged(Json id, double version, Json content) {
    return tell(begin(id, MERGED), version, content);
  }

  /**
   * @param version the document's version
   * @param content the document's content; absent if it is deleted
   */
  public static Json conflict(Json id, double version, Json content) {
    Json receipt = begin(id, CONFLICT);
    Json.set(receipt, Field.SERVER, tell(Json.object(), version, content));
    return receipt;
  }

  public static Json rejected(Json id, String code, String detail) {
    Json receipt = begin(id, REJECTED);
    Json.set(receipt, Field.CODE, Json.of(code));
    Json.set(receipt, Field.DETAIL, Json.of(detail));
    return receipt;
  }

  private static Json begin(Json id, String status) {
    Json receipt = Json.object();
    Json.set(receipt, Field.ID, id);
    Json.set(receipt, Field.STATUS, Json.of(status));
    return receipt;
  }

  private static Json tell(Json of, double version, Json content) {
    Json.set(of, Field.VERSION, Json.of(version));
    Content.set(of, content);
    return of;
  }

  public static void setId(Json receipt, Json id) {
    Json.set(receipt, Field.ID, id);
  }

  public static Json id(Json receipt) {
    return Json.get(receipt, Field.ID);
  }

  /** The status as on the wire. */
  public static String status(Json receipt) {
    return Json.text(Json.get(receipt, Field.STATUS));
  }

  /** Whether the server accepted the mutation, as sent or merged. */
  public static boolean isAccepted(Json receipt) {
    String status = status(receipt);
    return status.equals(APPLIED) || status.equals(MERGED);
  }

  /** Whether it is that of another mutation, which included the one it is given for. */
  public static boolean isOfAnother(Json receipt) {
    return !Json.isAbsent(Json.get(receipt, Field.REPLACED_BY));
  }

  /** The server's document, if there was a conflict; absent if the receipt has none. */
  public static Json server(Json receipt) {
    return Json.get(receipt, Field.SERVER);
  }

  /** The document's version, of a receipt or of its {@link #server}. */
  public static double version(Json of) {
    return Json.number(Json.get(of, Field.VERSION));
  }

  /** The document's content, of a receipt or of its {@link #server}; absent if it is deleted. */
  public static Json content(Json of) {
    return Content.of(of);
  }

  /** The content that was applied: what was sent, with the place that the document has. */
  public static Json applied(Json receipt, Json sent) {
    Json place = Json.get(receipt, Field.PLACE);
    return Json.isString(place) ? Placed.of(Placed.value(sent), place) : sent;
  }

  /** Why it was rejected, as {@code {code, detail}}. A field that the server left out is absent. */
  public static Json cause(Json receipt) {
    Json cause = Json.object();
    Json.set(cause, Field.CODE, Json.get(receipt, Field.CODE));
    Json.set(cause, Field.DETAIL, Json.get(receipt, Field.DETAIL));
    return cause;
  }
}
