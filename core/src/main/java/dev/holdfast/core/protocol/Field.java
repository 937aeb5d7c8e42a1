package dev.holdfast.core.protocol;

/**
 * The name of each field on the wire. The numbers are sections of docs/protocol.md.
 * ProtocolNamesTest reads the names from here.
 */
final class Field {
  // 2.1, the request
  static final String REPLICA = "replica";
  static final String EPOCH = "epoch";
  static final String CURSOR = "cursor";
  static final String STATE_HASH = "stateHash";
  static final String LIMIT = "limit";
  static final String MUTATIONS = "mutations";
  static final String UNKNOWN = "unknown";
  static final String SCHEMA = "schema";
  static final String PLACES = "places";
  static final String ECHO = "echo";

  // 2.1, a mutation
  static final String ID = "id";
  static final String ORIGIN = "origin";
  static final String COLLECTION = "collection";
  static final String DOC = "doc";
  static final String OP = "op";
  static final String BASE = "base";
  static final String VALUE = "value";
  static final String PLACE = "place";
  static final String REPLACES = "replaces";

  // 2.2, the answer and its changes; 4.2, the preview; 4.4, the poke
  static final String RECEIPTS = "receipts";
  static final String CHANGES = "changes";
  static final String VERSION = "version";
  static final String DELETED = "deleted";
  static final String MORE = "more";
  static final String REMAINING = "remaining";
  static final String BOOTSTRAP = "bootstrap";
  static final String BEGINS = "begins";
  static final String LARGEST = "largest";
  static final String PREVIEW = "preview";

  // 2.3, a receipt
  static final String STATUS = "status";
  static final String SERVER = "server";
  static final String REPLACED_BY = "replacedBy";

  // 1, an error; the receipt of a refused mutation has code and detail too
  static final String CODE = "code";
  static final String DETAIL = "detail";
  static final String TYPE = "type";
  static final String TITLE = "title";

  private Field() {}
}
