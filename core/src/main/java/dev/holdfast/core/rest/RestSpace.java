package dev.holdfast.core.rest;

import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.Transport;

/**
 * A space whose documents are the resources of an app's own REST backend, which knows nothing of
 * Holdfast. It answers the sync loop as a Holdfast server would, and calls the backend with {@code
 * GET}, {@code POST}, {@code PUT} and {@code DELETE}.
 *
 * <p>How it works: a push sends the mutations to the backend one by one. Each has an {@code
 * Idempotency-Key}, and {@code If-Match} if it changes a resource. Its receipt is on disk before
 * the next one is sent. A request without mutations pulls: it lists the collections and compares
 * them with the stored rows. A document that differs gets a new version. The backend keeps no base
 * values. So if both sides changed a document, the answer is a conflict, which the replica merges
 * if it can.
 *
 * <p>Calls of all tabs never overlap, since the sync loop holds its lock.
 */
public final class RestSpace implements Transport {
  private final Rows rows;
  private final Random random;
  private final Resources resources;
  private final Endpoint[] endpoints;
  private final Pull pull;
  private String failedOn = "";
  private Answer failure = none();

  /**
   * @param store the replica's store
   * @param collections the URL of each collection, or more about it: {@code {tasks: '/api/tasks',
   *     notes: {url: '/api/notes', ids: 'server'}}}
   */
  public RestSpace(Store store, Random random, Resources resources, Forms forms, Json collections) {
    this.rows = new Rows(store);
    this.random = random;
    this.resources = resources;
    Json names = Json.keys(collections);
    endpoints = new Endpoint[Json.size(names)];
    for (int i = 0; i < endpoints.length; i++) {
      Json name = Json.at(names, i);
      endpoints[i] = new Endpoint(Json.text(name), Json.get(collections, name), forms);
    }
    this.pull = new Pull(rows, resources, endpoints);
  }

  @Override
  public void post(Json request, Heard heard) {
    rows.load(
        random.hex(16),
        failure -> {
          Json epoch = SyncRequest.epoch(request);
          Json mutations = SyncRequest.mutations(request);
          Json unknown = SyncRequest.unknown(request);
          if (failure != null) {
            heard.answer(none());
          } else if (Json.isString(epoch) && !Json.text(epoch).equals(rows.epoch())) {
            commit(new Answer(409, ProblemBody.epochChanged(rows.epoch()), 0), heard);
          } else if (Json.isArray(unknown)) {
            rows.forgetReceipts(unknown);
            Json receipts = known(unknown);
            commit(pushed(request, receipts), heard);
          } else if (Json.size(mutations) == 0) {
            rows.forgetReceipts(mutations);
            pull.run(SyncRequest.cursor(request), SyncRequest.schema(request), heard);
          } else {
            rows.forgetReceipts(mutations);
            next(request, 0, Json.array(), heard);
          }
        });
  }

  /** Answers once the rows are on disk: otherwise the next call could name another epoch. */
  private void commit(Answer answer, Heard heard) {
    rows.commit(lost -> heard.answer(lost == null ? answer : none()));
  }

  private static Answer none() {
    return new Answer(0, Json.absent(), 0);
  }

  /** The receipts of mutations that were sent before, as far as they are stored. */
  private Json known(Json unknown) {
    Json receipts = Json.array();
    for (int i = 0, n = Json.size(unknown); i < n; i++) {
      Json receipt = rows.receipt(Mutation.id(Json.at(unknown, i)));
      if (!Json.isAbsent(receipt)) {
        Json.push(receipts, receipt);
      }
    }
    return receipts;
  }

  /** Pushes the mutations from {@code index} on until one fails. */
  private void next(Json request, int index, Json receipts, Heard heard) {
    Json mutations = SyncRequest.mutations(request);
    if (index == Json.size(mutations)) {
      heard.answer(pushed(request, receipts));
      return;
    }
    Json mutation = Json.at(mutations, index);
    Json id = Mutation.id(mutation);
    Json known = rows.receipt(id);
    if (!Json.isAbsent(known)) {
      Json.push(receipts, known);
      next(request, index + 1, receipts, heard);
      return;
    }
    if (index == 0 && Json.text(id).equals(failedOn)) {
      failedOn = ""; // it has just failed, after others whose receipts were answered first
      heard.answer(failure);
      return;
    }
    failedOn = "";
    push(
        mutation,
        (receipt, failed) -> {
          if (failed == null) {
            rows.remember(id, receipt);
            rows.commit(
                lost -> {
                  if (lost == null) {
                    Json.push(receipts, receipt);
                    next(request, index + 1, receipts, heard);
                  } else {
                    heard.answer(none());
                  }
                });
          } else if (index == 0) {
            heard.answer(failed);
          } else {
            failedOn = Json.text(id);
            failure = failed;
            heard.answer(pushed(request, receipts));
          }
        });
  }

  private void push(Json mutation, Push.Pushed done) {
    String collection = Mutation.collection(mutation);
    for (Endpoint endpoint : endpoints) {
      if (endpoint.collection().equals(collection)) {
        new Push(rows, resources, endpoint, mutation, done).run();
        return;
      }
    }
    if (collection.equals(Merge.ORDER) || SchemaVersion.is(collection, Mutation.doc(mutation))) {
      // A backend keeps no order of lists and no version of a schema: they stay local.
      done.ended(Push.held(rows, mutation), null);
    } else {
      String what = "collection \"" + collection + "\" has no resource in rest({ collections })";
      done.ended(Receipt.rejected(Mutation.id(mutation), "NO_RESOURCE", what), null);
    }
  }

  /**
   * The answer to a push: no changes, the same cursor, and "more". The pull that follows brings the
   * changes, so the cursor never moves ahead of its data.
   */
  private Answer pushed(Json request, Json receipts) {
    return page(rows, receipts, Json.array(), SyncRequest.cursor(request), true);
  }

  static Answer page(Rows rows, Json receipts, Json changes, double cursor, boolean more) {
    return new Answer(200, SyncAnswer.page(rows.epoch(), receipts, changes, cursor, more), 0);
  }

  static Answer failed(Resources.Answer answer) {
    return new Answer(answer.status(), answer.body(), answer.retryAfter());
  }
}
