package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Merge;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Validator;
import dev.holdfast.core.store.Table;
import org.junit.jupiter.api.Test;

/**
 * What the app is shown of the work: the changes that people made, not Holdfast's own documents.
 */
class PeoplesChangesTest extends TwoDevicesFixture {
  private void edit() {
    tab.put("tasks/a", "{'id':'a'}");
    tab.put("~order/tasks", "['a']");
  }

  @Test
  void elementInsertedIntoAList_oneChangeIsPending() {
    edit();
    assertThat(Json.size(tab.pending())).isEqualTo(1);
    assertThat(tab.audited("queued")).isEqualTo(1);
    assertThat(tab.audited("total")).isEqualTo(1);
    assertThat(tab.replica.pendingKeys()).as("a sync is not done without it").hasSize(2);
  }

  @Test
  void edited_eachFateCountsWhatPeopleDid() {
    edit();
    tab.put("tasks/a", "{'id':'a','x':1}");
    tab.put("~order/tasks", "['b','a']");
    assertThat(tab.audited("superseded")).isEqualTo(1);
    tab.sync(server);
    assertThat(tab.audited("acknowledged")).isEqualTo(1);
    edit();
    Json archives = reset();
    assertThat(tab.audited("archived")).isEqualTo(1);
    assertThat(tab.hasConflicts()).isFalse();
    Json archive = Json.at(archives, 0);
    assertThat((int) Json.number(Json.get(archive, "changes"))).isEqualTo(1);
    String id = Json.text(Json.get(archive, "id"));
    tab.must(done -> Archives.restore(tab.replica, id, done));
    assertThat(tab.audited("archived")).isZero();
    assertThat(tab.audited("queued")).isEqualTo(1);
    assertThat(tab.audited("total")).isEqualTo(3);
    assertThat(Device.text(Json.get(Json.at(tab.pending(), 0), "key"))).isEqualTo("'tasks/a'");
  }

  private Json reset() {
    tab.reset();
    return tab.read(read -> Archives.list(tab.replica, read));
  }

  @Test
  void ownDocumentRefused_itIsNotInTheListOfParkedWork() {
    server.rules =
        Rules.DEFAULT.validator(
            (subject, collection, doc, value) ->
                collection.equals(Merge.ORDER)
                    ? Validator.Verdict.refuse("no")
                    : Validator.Verdict.accept(value));
    edit();
    tab.sync(server);
    assertThat(Json.size(tab.parked())).isZero();
    assertThat(tab.audited("parked")).isZero();
    assertThat(tab.audited("total")).isEqualTo(1);
    assertThat(tab.hasConflicts()).as("it is not on the server").isTrue();
  }

  /** Nobody sees it, so nobody can try it again. */
  @Test
  void ownDocumentsIdWasUsedBefore_itIsSentUnderAnother() {
    String id = tab.put("~order/tasks", "['a']");
    Exchange sent = tab.begin();
    Json answer = server.sync(sent.request());
    Json.set(
        answer,
        "receipts",
        Device.json("[{'id':'" + id + "','status':'rejected','code':'ID_REUSED'}]"));
    Json.set(answer, "changes", Json.array());
    Json.set(answer, "cursor", Json.of(0));
    Json.set(answer, "stateHash", Json.absent());
    tab.commit(sent, answer);
    assertThat(tab.replica.hasWork()).isTrue();
    tab.sync(server);
    assertThat(tab.hasConflicts()).isFalse();
  }

  /** Releases before counted all alike. */
  @Test
  void archivedByAnEarlierRelease_theTotalIsConservedAllTheSame() {
    edit();
    tab.put("tasks/b", "{'id':'b'}");
    String id = Json.text(Json.get(Json.at(reset(), 0), "id"));
    forget(Table.ARCHIVE, id, "ours");
    forget(Table.META, Meta.KEY, "audit/~archived");
    Device.Tab later = device.tab();
    assertThat(later.audited("archived")).isEqualTo(3);
    later.must(done -> Archives.restore(later.replica, id, done));
    assertThat(later.audited("archived")).isZero();
    assertThat(later.audited("queued")).isEqualTo(2);
    later.sync(server);
    assertThat(later.audited("acknowledged")).isEqualTo(2);
  }

  /** Removes a field of a record on disk. */
  private void forget(Table table, String key, String path) {
    int slash = path.indexOf('/');
    tab.must(
        done ->
            tab.replica.transact(
                (work, close) ->
                    work.tx.get(
                        table,
                        key,
                        record -> {
                          Json from =
                              slash < 0 ? record : Json.get(record, path.substring(0, slash));
                          Json name = Json.of(path.substring(slash + 1));
                          assertThat(Json.isAbsent(Json.get(from, name))).isFalse();
                          Json.remove(from, name);
                          work.tx.put(table, key, record);
                          close.run();
                        }),
                done));
  }

  @Test
  void stateThatIsOneValue_isAPersonsChange() {
    tab.save("7");
    assertThat(Json.size(tab.pending())).isEqualTo(1);
    assertThat(tab.audited("queued")).isEqualTo(1);
  }

  @Test
  void collectionThatBeginsWithTwoTildes_isTheAppsOwn() {
    tab.put("~~order/tasks", "['a']");
    assertThat(Json.size(tab.pending())).isEqualTo(1);
  }

  @Test
  void removalOfAStrangersDocumentInAReservedCollectionConflicts_itIsShownAndDecided() {
    other.plant("~schema/x", Json.of(1));
    other.sync(server);
    tab.sync(server);
    tab.put("~schema/x", "");
    other.plant("~schema/x", Json.of(2));
    other.sync(server);
    tab.sync(server);

    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    assertThat(tab.audited("conflicted")).isEqualTo(1);
    tab.must(done -> new Decisions(tab.replica).keepLocal("~schema/x", done));
    tab.sync(server);
    assertThat(tab.hasConflicts()).isFalse();
    assertThat(server.value("~schema/x")).isEmpty();
  }
}
