package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import org.junit.jupiter.api.Test;

/** {@code <holdfast-conflicts>}. */
class ConflictsElementTest extends ElementsTest {
  private static final String BASE =
      "{ id: 'a', title: 'Bridge', notes: 'old', status: 'open', inspector: 'Al', findings: ["
          + "{ id: 1, text: 'rust', done: false }, { id: 2, text: 'paint', done: false }] }";

  @Test
  void decidedPathByPathWithTheKeyboard_nothingOfEitherSideIsLost() {
    Tab tab =
        withConflict(
            "worker=no",
            "a",
            BASE,
            "{ ..." + BASE + ", notes: 'mine', status: 'passed', address: 'Mill Lane' }",
            "{ ..." + BASE + ", notes: 'theirs', status: 'failed', inspector: 'Bo' }");
    shows(tab, "holdfast-conflicts", "One change to decide");
    for (String words :
        new String[] {"Bridge", "Before: old", "mine", "theirs", "passed", "failed"}) {
      shows(tab, "holdfast-conflicts", words);
    }
    shows(
        tab, "holdfast-conflicts", "Also kept, since only one side changed it: Inspector, Address");

    find(tab, "holdfast-conflicts summary").focus();
    press(tab, "Tab");
    assertThat(focused(tab)).isEqualTo("local");
    press(tab, "ArrowDown", "Tab", "Tab", "Tab", "Tab");
    assertThat(focused(tab)).isEqualTo("Use this choice");
    press(tab, "Enter");

    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
    Json document = Json.parse(server.documents(space()).get("notes/a"));
    assertThat(Json.text(Json.get(document, "notes"))).isEqualTo("theirs");
    assertThat(Json.text(Json.get(document, "status"))).isEqualTo("passed");
    assertThat(Json.text(Json.get(document, "address"))).isEqualTo("Mill Lane");
    assertThat(Json.text(Json.get(document, "inspector"))).isEqualTo("Bo");
    assertThat(focused(tab)).isEqualTo("Decided. It is sent by itself.");
  }

  @Test
  void bothSidesCannotBeLoaded_itSaysSo_andTheNextClickTriesAgain() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "worker=no");
    put(tab, "a", BASE);
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    way.fault("/sync", Fault.STATUS, 503);
    put(tab, "a", "{ ..." + BASE + ", notes: 'mine' }");
    String theirs = "JSON.stringify({ ..." + BASE + ", notes: 'theirs' })";
    server.write(space(), "notes", "a", String.valueOf(tab.evaluate(theirs)));
    way.heal();
    way.fault("/decision.js", Fault.STATUS, 503);
    tab.evaluate("offlineStorage.syncLocalChangesToServer()");
    shows(tab, "holdfast-conflicts", "This could not be loaded.");
    assertThat(way.count("/decision.js")).as("not asked for at each drawing").isEqualTo(1);

    way.heal();
    button(tab, "Try again").click();

    shows(tab, "holdfast-conflicts", "theirs");
    button(tab, "Use this choice").click();
    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
  }

  @Test
  void allTheirs_keepsWhatOnlyThisSideChanged() {
    Tab tab =
        withConflict(
            "worker=no",
            "a",
            BASE,
            "{ ..." + BASE + ", notes: 'mine', status: 'passed', address: 'Mill Lane' }",
            "{ ..." + BASE + ", notes: 'theirs', status: 'failed' }");

    button(tab, "All theirs").click();

    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space()).get("notes/a"))
        .contains("\"theirs\"", "\"failed\"", "\"Mill Lane\"");
  }

  @Test
  void elementsWithNumbersAsIds_areDecidedEach_alsoOneThatIsGone() {
    String gone = "[{ id: 1, text: 'rust!', done: false }]";
    String mine =
        "[{ id: 1, text: 'rust?', done: false }, { id: 2, text: 'paint, twice', done: false }]";
    Tab tab =
        withConflict(
            "worker=no",
            "a",
            BASE,
            "{ ..." + BASE + ", findings: " + mine + " }",
            "{ ..." + BASE + ", findings: " + gone + " }");
    shows(tab, "holdfast-conflicts", "Removed");

    find(tab, "holdfast-conflicts [part~=own] textarea").first().fill("rust, in my words");
    find(tab, "holdfast-conflicts fieldset:has-text('Removed') [part~=server] input").check();
    button(tab, "Use this choice").click();

    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
    assertThat(
            Json.stringify(
                Json.get(Json.parse(server.documents(space()).get("notes/a")), "findings")))
        .contains("rust, in my words")
        .doesNotContain("paint");
  }

  @Test
  void oneSideRemovedIt_bothAreShownAndTheOtherStays() {
    Tab tab =
        withConflict("worker=no", "a", BASE, null, "{ ..." + BASE + ", notes: 'still needed' }");
    shows(tab, "holdfast-conflicts", "Removed");
    shows(tab, "holdfast-conflicts", "Notes: still needed");
    assertThat(shown(tab, "holdfast-conflicts")).doesNotContain("Findings");

    find(tab, "holdfast-conflicts [part~=server] input").check();
    button(tab, "Use this choice").click();

    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
    tab.until(
        "it is here again",
        "offlineStorage.collection('notes').get('a').then(one => one?.notes)",
        "\"still needed\"");
  }

  /** What was chosen was chosen between other values. */
  @Test
  void theirsChangesWhileItIsShown_theChoiceBeginsAnew() {
    Tab tab =
        withConflict(
            "worker=no",
            "a",
            BASE,
            "{ ..." + BASE + ", notes: 'mine', status: 'passed' }",
            "{ ..." + BASE + ", notes: 'theirs', status: 'failed' }");
    Locator theirs = find(tab, "holdfast-conflicts [part~=server] input");
    theirs.nth(0).check();
    theirs.nth(1).check();

    server.write(
        space(),
        "notes",
        "a",
        String.valueOf(
            tab.evaluate("JSON.stringify({ ..." + BASE + ", notes: 'newer', status: 'failed' })")));
    shows(tab, "holdfast-conflicts", "newer");

    assertThat(theirs.nth(0).isChecked()).isFalse();
    assertThat(theirs.nth(1).isChecked()).as("of what has not changed").isTrue();
    button(tab, "Use this choice").click();
    tab.until("it is decided", "offlineStorage.hasConflicts", "false");
    assertThat(server.documents(space()).get("notes/a")).contains("\"mine\"", "\"failed\"");
  }

  @Test
  void severalConflicts_eachByItself_andTheKeyboardGoesOn() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "worker=no");
    for (String id : new String[] {"a", "b", "c"}) {
      String base = "{ id: '" + id + "', title: 'Note " + id + "', notes: 'old' }";
      conflict(
          tab,
          way,
          id,
          base,
          "{ ..." + base + ", notes: 'mine' }",
          "{ ..." + base + ", notes: 'theirs' }");
    }
    shows(tab, "holdfast-conflicts", "3 changes to decide");
    shows(tab, "holdfast-status", "3 to decide");
    assertThat(tab.is("document.querySelector('holdfast-conflicts').open('notes/b')")).isTrue();
    assertThat(tab.is("document.querySelector('holdfast-conflicts').open('notes/x')")).isFalse();
    assertThat(focused(tab)).isEqualTo("Note b");

    press(tab, "Tab", "ArrowDown", "Tab", "Tab", "Enter");

    shows(tab, "holdfast-conflicts", "2 changes to decide");
    tab.until("the focus is on the heading", "!!document.activeElement?.shadowRoot?.activeElement");
    assertThat(focused(tab)).isEqualTo("2 changes to decide");
    Await.until(
        "it is sent",
        Tab.PATIENCE,
        () -> server.documents(space()).get("notes/b"),
        document -> document.contains("theirs"));
    assertThat(shown(tab, "holdfast-conflicts"))
        .contains("Note a", "Note c")
        .doesNotContain("Note b");
  }

  @Test
  void namesOfTheApps_areShownForDocumentFieldAndValue() {
    Tab tab =
        withConflict(
            "worker=no",
            "a",
            BASE,
            "{ ..." + BASE + ", status: 'passed' }",
            "{ ..." + BASE + ", status: 'failed' }");
    tab.evaluate(
        "void Object.assign(document.querySelector('holdfast-conflicts'), { documentName: entry =>"
            + " 'Inspection of ' + entry.local.title, fieldName: path => ({ '/status': 'Result'"
            + " })[path], valueText: (value, path) => path === '/status' ? value.toUpperCase() :"
            + " undefined })");

    for (String words :
        new String[] {"Inspection of Bridge", "Result", "PASSED", "FAILED", "OPEN"}) {
      shows(tab, "holdfast-conflicts", words);
    }
    assertThat(find(tab, "holdfast-conflicts textarea").count()).as("no text of its own").isZero();
  }

  private static Locator button(Tab tab, String words) {
    return find(tab, "holdfast-conflicts button:has-text('" + words + "')");
  }
}
