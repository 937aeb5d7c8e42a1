package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writing and reading documents: {@code collection(name)} and {@code write(changes)}. */
class CollectionsTest extends BrowserTest {
  private static final String TASKS = "offlineStorage.collection('tasks')";
  private static final String STATE = "{\"s\":1,\"tasks\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";

  private static String outcome(Tab tab, String call) {
    return tab.json(call + ".then(() => 'it was done', error => error.code)");
  }

  private static String thrown(Tab tab, String call) {
    return tab.json(
        "(() => { try { "
            + call
            + "; return 'it was done'; } catch (error) { return String(error);"
            + " } })()");
  }

  private static String loaded(Tab tab) {
    return tab.json("offlineStorage.loadAppState({ peek: true })");
  }

  /** Case A1. */
  @ParameterizedTest
  @ValueSource(strings = {"{ id: 'a', copy: true }", "'text'", "[1]", "{ id: 7 }"})
  void aCopyOfATaskIsPutUnderAnotherId_refused_andEveryPageOfTheSpaceLoads(String value) {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { tasks: [{ id: 'a' }, { id: 'b' }], s: 1 }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(outcome(tab, TASKS + ".put('c', " + value + ")")).isEqualTo("\"STATE_SHAPE\"");

    assertThat(tab.json("offlineStorage.lastError.code")).isEqualTo("\"STATE_SHAPE\"");
    assertThat(loaded(tab)).isEqualTo(STATE);
    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space())).containsKey("tasks/a").doesNotContainKey("tasks/c");
    Tab other = lab(browser(), "restore=no");
    other.untilSynced();
    assertThat(loaded(other)).isEqualTo(STATE);
    tab.evaluate("app.state.s = 2");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
  }

  /** Case A2. */
  @Test
  void aDocumentIsPutBesideAValue_refused_andTheValueStays() {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { settings: { theme: 'dark' } }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();

    assertThat(outcome(tab, "offlineStorage.collection('settings').put('lang', 'en')"))
        .isEqualTo("\"STATE_SHAPE\"");

    assertThat(loaded(tab)).isEqualTo("{\"settings\":{\"theme\":\"dark\"}}");
  }

  @Test
  void declaredShapes_decideBeforeAnythingIsSaved() {
    Tab tab = browser().open(server.url() + "/about.html");
    tab.evaluate("import('/holdfast/holdfast.js').then(all => void Object.assign(window, all))");
    tab.evaluate("offlineStorage.start({ space: '" + space() + "', state: { byId: 'map' } })");

    assertThat(outcome(tab, "offlineStorage.collection('byId').put('a', 'text')"))
        .isEqualTo("\"STATE_SHAPE\"");
    assertThat(outcome(tab, "offlineStorage.collection('byId').put('a', { n: 1 })"))
        .isEqualTo("\"it was done\"");
  }

  @Test
  void manyDocuments_arePutAndRemovedTogether_andReachTheServer() {
    Tab tab = lab(browser(), "restore=no");

    assertThat(
            tab.json(
                TASKS
                    + ".putAll([['a', { n: 1 }], ['b', { n: 2 }], ['c', { n: 3 }]])"
                    + ".then(ids => new Set(ids.concat(ids.map(id => id.length))).size)"))
        .as("three ids of one length")
        .isEqualTo("4");
    assertThat(
            tab.json(
                "offlineStorage.write([{ collection: 'tasks', id: 'a', deleted: true },"
                    + " { collection: 'notes', id: 'x', value: null }]).then(ids => ids.length)"))
        .isEqualTo("2");
    assertThat(tab.json(TASKS + ".removeAll(['b', 'none'])")).endsWith(",\"\"]");

    tab.until("in sync", "offlineStorage.syncLocalChangesToServer()");
    assertThat(server.documents(space()))
        .containsEntry("tasks/c", "{\"n\":3}")
        .containsEntry("notes/x", "null")
        .doesNotContainKeys("tasks/a", "tasks/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "offlineStorage.write([{ collection: 'notes', id: 'a', value: 1 },"
            + " { collection: 'settings', id: 'lang', value: 'en' }])",
        "offlineStorage.write([{ collection: 'notes', id: 'a', value: 1 },"
            + " { collection: 'notes', id: 'b', value: NaN }])",
        "offlineStorage.collection('notes').putAll([['a', 1], ['~b', 2]])"
      })
  void oneOfManyDocumentsIsRefused_noneIsWritten(String call) {
    Tab tab = lab(browser(), "restore=no");
    tab.evaluate("app.state = { settings: { theme: 'dark' } }");
    assertThat(tab.is("offlineStorage.saveCurrentAppState()")).isTrue();
    String before = tab.json("offlineStorage.localVersion");

    assertThat(outcome(tab, call)).isIn("\"STATE_SHAPE\"", "\"NOT_JSON\"");

    assertThat(tab.json("offlineStorage.localVersion")).isEqualTo(before);
    assertThat(loaded(tab)).isEqualTo("{\"settings\":{\"theme\":\"dark\"}}");
  }

  @Test
  void tenThousandPutsOfOneTurn_areOneTransaction_andOneThatIsRefusedFailsAlone() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate(
        "void (() => { const put = IDBObjectStore.prototype.put; app.used = new Set();"
            + " IDBObjectStore.prototype.put = function () { this.name === 'outbox' &&"
            + " app.used.add(this.transaction); return put.apply(this, arguments); }; })()");

    assertThat(
            tab.json(
                "Promise.allSettled(Array.from({ length: 10000 }, (none, n) => n === 5000"
                    + " ? "
                    + TASKS
                    + ".update('d' + n, () => { throw new Error('mine'); })"
                    + " : "
                    + TASKS
                    + ".put('d' + n, { n })))"
                    + ".then(all => all.map(one => one.status === 'rejected' ? 1 : 0)"
                    + ".reduce((sum, one) => sum + one))"))
        .isEqualTo("1");
    assertThat(tab.json("app.used.size")).isEqualTo("1");
    assertThat(tab.json("offlineStorage.audit().then(audit => audit.queued)")).isEqualTo("9999");
    assertThat(tab.json(TASKS + ".entries({ limit: 1, reverse: true })"))
        .isEqualTo("[[\"d9999\",{\"n\":9999}]]");
  }

  @Test
  void writesOfOneTurn_keepTheirOrderWhateverTheirKind() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate(
        "Promise.all(["
            + TASKS
            + ".put('a', 1), "
            + TASKS
            + ".putAll([['a', 2]]), "
            + TASKS
            + ".update('a', n => n * 10), offlineStorage.write([{ collection: 'tasks', id: 'b',"
            + " value: 1 }]), "
            + TASKS
            + ".remove('b')])");

    assertThat(tab.json(TASKS + ".entries()")).isEqualTo("[[\"a\",20]]");
  }

  @Test
  void changedRightAfterPutAll_whatWasGivenIsStored() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate(
        "(() => { const task = { n: 1 }; const all = [['t', task]]; const done = "
            + TASKS
            + ".putAll(all); task.n = 2; all.length = 0; return done; })()");

    assertThat(tab.json(TASKS + ".get('t')")).isEqualTo("{\"n\":1}");
  }

  @Test
  void aRange_hasTheFirstIdAndNotTheLast() {
    Tab tab = lab(browser(), "sync=none&restore=no");
    tab.evaluate(TASKS + ".putAll(['c', 'a', 'd', 'b'].map(id => [id, id]))");

    assertThat(tab.json(TASKS + ".entries({ from: 'b', to: 'd' })"))
        .isEqualTo("[[\"b\",\"b\"],[\"c\",\"c\"]]");
    assertThat(tab.json(TASKS + ".entries({ to: 'd', limit: 1, reverse: true })"))
        .isEqualTo("[[\"c\",\"c\"]]");
    assertThat(tab.json(TASKS + ".getAll()")).isEqualTo("[\"a\",\"b\",\"c\",\"d\"]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tasks.putAll({})           | putAll(): its argument must be an array, got object",
        "tasks.putAll([['a', 1], 7])| putAll(): [1] must be an [id, value] pair, got number",
        "tasks.putAll([[7, 1]])     | putAll(): [0].id must be a string, got number",
        "tasks.putAll([['', 1]])    | putAll(): [0].id must be a string that is not empty, got ''",
        "tasks.put('', 1)           | an id must be a string that is not empty",
        "tasks.update('', () => 1)  | an id must be a string that is not empty",
        "tasks.put(7, 1)            | an id must be a string",
        "tasks.putAll([['a']])      | putAll(): [0] must be a change with a value or deleted: true,"
            + " got undefined",
        "tasks.removeAll(['a', null])| removeAll(): [1].id must be a string, got null",
        "storage.write([null])      | write(): [0] must be a change, got null",
        "storage.write([{ id: 'a', value: 1 }]) | write(): [0].collection must be a string, got"
            + " undefined",
        "storage.write([{ collection: '~x', id: 'a', value: 1 }]) | write(): [0].collection must be"
            + " a name that does not begin with one ~, got string",
        "storage.write([{ collection: 'c', id: 'a' }]) | write(): [0] must be a change with a value"
            + " or deleted: true, got undefined",
        "storage.write([{ collection: 'c', id: 'a', value: 1, deleted: true }]) | write(): [0] must"
            + " be a change with a value or deleted: true, not both, got number",
        "tasks.entries('b')         | entries(): its argument must be an object of options",
        "tasks.entries({ form: 'b' })| entries(): an option must be from, to, limit, reverse; got"
            + " form",
        "tasks.entries({ from: 7 }) | entries(): from must be a string, got number",
        "tasks.entries({ limit: -1 })| entries(): limit must be a whole number from 0, got -1"
      })
  void aWrongArgument_isATypeErrorThatSaysWhatIsWrong(String call, String message) {
    Tab tab = lab(browser(), "sync=none&restore=no");

    String full = call.replace("tasks.", TASKS + ".").replace("storage.", "offlineStorage.");
    assertThat(thrown(tab, full)).startsWith("\"TypeError: " + message);
  }

  /** What begins with a tilde in the state has one more everywhere else. */
  @Test
  void keysAndIdsThatBeginWithATilde_haveOneNameInAllMembers() {
    FaultyServer way = faulty();
    Tab mine = lab(browser(), way.url(), "worker=no");
    assertThat(mine.is("offlineStorage.updateLocalChanges({ '~x': [{ id: '~a', n: 1 }] })"))
        .isTrue();
    mine.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
    Tab theirs = lab(browser(), "worker=no");
    theirs.until("it is there", "app.state?.['~x'].length", "1");
    way.breakOff(mine);
    mine.evaluate("offlineStorage.updateLocalChanges({ '~x': [{ id: '~a', n: 3 }] })");
    theirs.evaluate(
        "offlineStorage.write([{ collection: '~~x', id: '~~a', value: { id: '~a', n: 2 } }])");
    theirs.until("it is sent", "offlineStorage.syncLocalChangesToServer()");
    way.heal();

    mine.until("they contradict", "offlineStorage.conflicts.map(c => c.key)", "[\"~~x/~~a\"]");
    assertThat(mine.json("offlineStorage.collection('~~x').entries()"))
        .isEqualTo("[[\"~~a\",{\"id\":\"~a\",\"n\":3}]]");
    assertThat(mine.is("offlineStorage.resolve('~~x/~~a', 'server')")).isTrue();
    assertThat(mine.json("offlineStorage.collection('~~x').get('~~a')"))
        .isEqualTo("{\"id\":\"~a\",\"n\":2}");
    assertThat(thrown(mine, "offlineStorage.collection('~x')"))
        .contains("a collection's name must not be empty or begin with one ~");
  }
}
