package dev.holdfast.core.protocol;

/**
 * Why the sync API refuses a request or a mutation: the {@code code} of a problem and of a receipt.
 * docs/protocol.md says what a replica does about each (7), and which ones a receipt may have
 * (2.3). The code of a batch with too many mutations is {@link ProtocolException.Code#TOO_MANY}.
 */
public final class ProblemCode {
  // a request
  public static final String BAD_REQUEST = "BAD_REQUEST";
  public static final String BAD_JSON = "BAD_JSON";
  public static final String BAD_GZIP = "BAD_GZIP";
  public static final String BODY_CUT = "BODY_CUT";
  public static final String BAD_SPACE = "BAD_SPACE";
  public static final String UNAUTHENTICATED = "UNAUTHENTICATED";
  public static final String WRONG_SUBJECT = "WRONG_SUBJECT";
  public static final String SPACE_FORBIDDEN = "SPACE_FORBIDDEN";
  public static final String CROSS_SITE = "CROSS_SITE";
  public static final String NOT_JSON = "NOT_JSON";
  public static final String BAD_ENCODING = "BAD_ENCODING";
  public static final String EPOCH_CHANGED = "EPOCH_CHANGED";
  public static final String NEWER_STATE = "NEWER_STATE";
  public static final String TOO_MANY_STREAMS = "TOO_MANY_STREAMS";
  public static final String RECEIPT_UNKNOWN = "RECEIPT_UNKNOWN";

  // a mutation
  public static final String ID_REUSED = "ID_REUSED";
  public static final String FORBIDDEN = "FORBIDDEN";
  public static final String INVALID = "INVALID";

  // both
  public static final String TOO_LARGE = "TOO_LARGE";
  public static final String RECEIPT_EXPIRED = "RECEIPT_EXPIRED";

  private ProblemCode() {}
}
