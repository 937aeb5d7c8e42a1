package dev.holdfast.server.api;

import dev.holdfast.core.Random;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProblemCode;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.space.Validator;
import dev.holdfast.server.log.LogLine;
import dev.holdfast.server.space.Reads;
import dev.holdfast.server.space.Spaces;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of an admitted subject on a space. Each call is one transaction. */
final class SpaceCalls {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final Spaces spaces;
  private final Authorizer authorizer;
  private final Rules rules;
  private final int bodyBytes;
  private final Random random = new SecureRandomness();

  SpaceCalls(Spaces spaces, SyncOptions options) {
    this.spaces = spaces;
    this.authorizer = options.authorizer();
    this.rules = options.rules().validator(logged(options.rules().validator()));
    this.bodyBytes = options.bodyBytes();
  }

  /** Logs what a validator throws. The replica sees a refusal; the operator must see the fault. */
  private static Validator logged(Validator validator) {
    return (subject, collection, doc, value) -> {
      try {
        return validator.judge(subject, collection, doc, value);
      } catch (RuntimeException e) {
        LOG.error("the validator failed on a document of {}: {}", collection, LogLine.of(e));
        throw e;
      }
    };
  }

  /**
   * Begins a new epoch in each space, since the backup {@code id} was restored. Does so once for
   * each id. If it is interrupted, the next start does it again. Blocks.
   */
  void beginAnew(String id) {
    if (spaces.knowsRestore(id)) {
      return;
    }
    for (String name : spaces.names()) {
      spaces.write(name, this::beginAnew).join();
    }
    spaces.noteRestore(id).join();
  }

  private boolean beginAnew(SpaceStore store) {
    space(store).restored();
    return true;
  }

  /**
   * Pushes and pulls. Without mutations it writes only if the space is new or has to begin anew.
   */
  CompletableFuture<SyncAnswer> sync(
      ApiRequest request, Budget.Share share, String subject, String name) {
    return body(request, share).thenCompose(sync -> sync(sync, subject, name));
  }

  private CompletableFuture<SyncAnswer> sync(SyncRequest sync, String subject, String name) {
    if (sync.mutations().isEmpty()) {
      SyncAnswer answer = spaces.read(name, store -> space(store).pull(subject, sync));
      if (answer != null) {
        return CompletableFuture.completedFuture(answer);
      }
    }
    Permission permission = permission(subject, name);
    return spaces.write(
        name, Reads.of(subject, sync), store -> space(store).sync(subject, sync, permission));
  }

  /** The answer that a push would get. Stores nothing. */
  CompletableFuture<SyncAnswer> preview(
      ApiRequest request, Budget.Share share, String subject, String name) {
    Permission permission = permission(subject, name);
    return body(request, share)
        .thenCompose(
            sync ->
                spaces.tryOut(
                    name,
                    Reads.of(subject, sync),
                    store -> space(store).preview(subject, sync, permission)));
  }

  private CompletableFuture<SyncRequest> body(ApiRequest request, Budget.Share share) {
    return RequestBody.read(request, bodyBytes, share)
        .thenApply(bytes -> SyncRequest.read(RequestBody.json(bytes, share), rules.limits()));
  }

  private Permission permission(String subject, String name) {
    return mutation -> authorizer.mayWrite(subject, name, mutation);
  }

  /** Pulls, and writes nothing: it neither makes a space nor begins an epoch. */
  SyncAnswer changes(ApiRequest request, String name) {
    SyncRequest pull = SyncRequest.readPull(new Parameters(request.query()), rules.limits());
    SyncAnswer answer = spaces.read(name, store -> space(store).changes(pull));
    if (answer != null) {
      return answer;
    }
    if (pull.epoch() == null && pull.cursor() == 0) {
      return new SyncAnswer.NoSpace();
    }
    throw new Refusal(
        new Problem(
            409,
            ProblemCode.EPOCH_CHANGED,
            "nobody has written to this space; pull afresh",
            ProblemBody.noEpoch()));
  }

  /**
   * The receipt of a mutation.
   *
   * @throws Refusal 404 if the mutation was never seen here, 410 if its receipt has expired
   */
  Receipt receipt(ApiRequest request, String subject, String name, String id) {
    String origin = new Parameters(request.query()).origin();
    if (origin == null) {
      throw new Refusal(
          400, ProblemCode.BAD_REQUEST, "origin: expected the replica that minted it");
    }
    SpaceStore.Remembered seen =
        spaces.read(name, store -> space(store).receipt(subject, origin, id));
    if (seen == null) {
      throw new Refusal(404, ProblemCode.RECEIPT_UNKNOWN, "this mutation was never seen here");
    }
    Receipt receipt = seen.receipt();
    if (receipt == null) {
      throw new Refusal(
          410, ProblemCode.RECEIPT_EXPIRED, "this mutation was seen, its receipt is gone");
    }
    return receipt;
  }

  /** The version of the space; 0 if it was never created. */
  long version(String name) {
    return spaces.read(
        name,
        store -> {
          var head = store.head();
          return head == null ? 0L : head.version();
        });
  }

  private Space space(SpaceStore store) {
    return new Space(store, rules, random);
  }
}
