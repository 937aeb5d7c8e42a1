package dev.holdfast.server.space;

import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transaction is going to read, as far as it is known beforehand. A hint: a store behind a
 * network asks for all of it at once. It changes no result.
 *
 * @param receipts the receipts that are looked for
 * @param documents the documents that are looked for
 * @param hashAt the version whose state hash is compared; 0 if none is
 * @param chars the length of the values that may be written
 */
public record Reads(List<Receipt> receipts, List<Document> documents, long hashAt, long chars) {
  /** Nothing is known. */
  public static final Reads UNKNOWN = new Reads(List.of(), List.of(), 0, 0);

  /**
   * @param isFirst whether the mutation is probably sent for the first time
   */
  public record Receipt(String subject, String origin, String id, boolean isFirst) {}

  /**
   * @param base the version that a change was made on; 0 if the document was new, -1 if the
   *     document is only read
   */
  public record Document(String collection, String doc, long base) {}

  /** What a push reads. */
  public static Reads of(String subject, SyncRequest request) {
    List<Receipt> receipts = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    documents.add(new Document(SchemaVersion.COLLECTION, SchemaVersion.DOC, -1));
    long chars = 0;
    for (Mutation mutation : request.mutations()) {
      receipts.add(new Receipt(subject, mutation.origin(), mutation.id(), true));
      for (String id : mutation.replaces()) {
        receipts.add(new Receipt(subject, mutation.origin(), id, true));
      }
      if (mutation.fault() == null) {
        documents.add(new Document(mutation.collection(), mutation.doc(), mutation.base()));
      }
      String text = mutation.text();
      chars += text == null ? 0 : text.length();
    }
    for (SyncRequest.Unknown asked : request.unknown()) {
      receipts.add(new Receipt(subject, asked.origin(), asked.id(), false));
    }
    long hashAt = request.stateHash() == null ? 0 : Math.max(0, request.cursor());
    return new Reads(receipts, documents, hashAt, chars);
  }
}
