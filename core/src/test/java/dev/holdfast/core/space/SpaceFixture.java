package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A space on whatever store, and how tests speak to it. In request bodies single quotes stand for
 * double ones.
 */
abstract class SpaceFixture {
  protected abstract Spaces open();

  /** Opens spaces that share nothing with any others. */
  protected abstract Spaces openAnother();

  /** How many random histories to check. */
  protected abstract int histories();

  Spaces spaces;
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

  // --- how tests speak to a space ---

  Space space(SpaceStore store) {
    return new Space(store, rules, random);
  }

  static Json json(String text) {
    return Json.parse(text.replace('\'', '"'));
  }

  Answer answer(String subject, String body) {
    SyncRequest request = SyncRequest.read(json(body), rules.limits());
    return spaces.write("s", store -> space(store).sync(subject, request, permission));
  }

  Answer.Page page(String body) {
    return (Answer.Page) answer("ann", body);
  }

  /** Pushes as a replica that claims no past; the receipts as text, double quotes gone. */
  String push(String... mutations) {
    return pushAs("ann", mutations);
  }

  String pushAs(String subject, String... mutations) {
    String body = "{'replica':'r1','mutations':[" + String.join(",", mutations) + "]}";
    return receipts((Answer.Page) answer(subject, body));
  }

  /** The receipts as text, double quotes gone. */
  static String receipts(Answer.Page page) {
    List<String> texts = new ArrayList<>();
    page.receipts().forEach(receipt -> texts.add(receipt.text().replace("\"", "")));
    return String.join(" ", texts);
  }

  static String put(String id, String doc, long base, String value) {
    return "{'id':'%s','collection':'tasks','doc':'%s','op':'put','base':%d,'value':%s}"
        .formatted(id, doc, base, value);
  }

  static String delete(String id, String doc, long base) {
    return "{'id':'%s','collection':'tasks','doc':'%s','op':'delete','base':%d}"
        .formatted(id, doc, base);
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

  String newEpoch(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.EpochChanged.class);
    return ((Answer.EpochChanged) answer).epoch();
  }

  static String versions(Answer.Page page) {
    StringBuilder out = new StringBuilder();
    for (Revision change : page.changes()) {
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
