package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Change;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A space on any store, and methods to call it. In values single quotes stand for double ones. */
abstract class SpaceFixture {
  protected abstract TestSpaces open();

  /** Opens spaces that share nothing with others. */
  protected abstract TestSpaces openAnother();

  /** The number of random histories to check. */
  protected abstract int histories();

  TestSpaces spaces;
  Rules rules = Rules.DEFAULT;
  Permission permission = Permission.ALL;

  private final Random random = new CountedRandom("e");

  @BeforeEach
  void openSpaces() {
    spaces = open();
  }

  @AfterEach
  void closeSpaces() {
    spaces.close();
  }

  // --- calling a space ---

  Space space(SpaceStore store) {
    return new Space(store, rules, random);
  }

  static Json json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  SyncAnswer answer(String subject, Json body) {
    SyncRequest request = SyncRequest.read(body, rules.limits());
    return spaces.write("s", store -> space(store).sync(subject, request, permission));
  }

  SyncAnswer.Page page(Json body) {
    return (SyncAnswer.Page) answer("ann", body);
  }

  /** Pushes as a replica without an epoch. Returns the receipts as text without double quotes. */
  String push(Json... mutations) {
    return pushAs("ann", mutations);
  }

  String pushAs(String subject, Json... mutations) {
    return receipts((SyncAnswer.Page) answer(subject, first("r1", mutations)));
  }

  /** The first request of a replica, without an epoch. */
  static Json first(String replica, Json... mutations) {
    return request(replica, Json.absent(), 0, mutations);
  }

  static Json at(String replica, String epoch, long cursor, Json... mutations) {
    return request(replica, Json.of(epoch), cursor, mutations);
  }

  private static Json request(String replica, Json epoch, long cursor, Json... mutations) {
    return SyncRequest.of(replica, epoch, (double) cursor, 1000, list(mutations));
  }

  /** The request of {@code GET …/changes}. */
  SyncRequest pull(String query) {
    return SyncRequest.readPull(name -> parameter(query, name), rules.limits());
  }

  private static @Nullable String parameter(String query, String name) {
    for (String pair : query.substring(1).split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        return pair.substring(name.length() + 1);
      }
    }
    return null;
  }

  static Json limited(Json request, int limit) {
    SyncRequest.setLimit(request, limit);
    return request;
  }

  static Json hashed(Json request, StateHash hash) {
    SyncRequest.setStateHash(request, hash.hex());
    return request;
  }

  static Json asking(Json request, Json... mutations) {
    SyncRequest.setUnknown(request, list(mutations));
    return request;
  }

  private static Json list(Json... items) {
    Json list = Json.array();
    for (Json item : items) {
      Json.push(list, item);
    }
    return list;
  }

  /** The receipts as text without double quotes. */
  static String receipts(SyncAnswer.Page page) {
    List<String> texts = new ArrayList<>();
    page.receipts().forEach(receipt -> texts.add(receipt.text().replace("\"", "")));
    return String.join(" ", texts);
  }

  static Json put(String id, String doc, long base, String value) {
    return Mutation.of(id, "tasks", doc, (double) base, json(value));
  }

  static Json delete(String id, String doc, long base) {
    return Mutation.of(id, "tasks", doc, (double) base, Json.absent());
  }

  /** The same mutation with another origin. */
  static Json from(String origin, Json mutation) {
    Mutation.setOrigin(mutation, origin);
    return mutation;
  }

  static Json replacing(Json mutation, String... ids) {
    Json list = Json.array();
    for (String id : ids) {
      Json.push(list, Json.of(id));
    }
    Mutation.setReplaces(mutation, list);
    return mutation;
  }

  Head head() {
    return spaces.write("s", SpaceStore::head);
  }

  long version() {
    return head().version();
  }

  String document(String doc) {
    Revision revision = spaces.write("s", store -> store.current("tasks", doc));
    return revision == null || revision.text() == null ? "none" : revision.text().replace("\"", "");
  }

  String newEpoch(SyncAnswer answer) {
    assertThat(answer).isInstanceOf(SyncAnswer.EpochChanged.class);
    return ((SyncAnswer.EpochChanged) answer).epoch();
  }

  static String versions(SyncAnswer.Page page) {
    StringBuilder out = new StringBuilder();
    for (Change change : page.changes()) {
      out.append(out.length() == 0 ? "" : " ").append(change.doc()).append('@');
      out.append(change.version()).append(change.deleted() ? "!" : "");
    }
    return out.toString();
  }

  void compact(long hour) {
    spaces.write(
        "s",
        store -> {
          Space.compact(store, hour);
          return true;
        });
  }
}
