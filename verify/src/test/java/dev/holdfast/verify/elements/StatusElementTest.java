package dev.holdfast.verify.elements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code <holdfast-status>}. */
class StatusElementTest extends ElementsTest {
  private static final String PANEL =
      "document.querySelector('holdfast-status').shadowRoot.querySelector('dialog').open";

  @Test
  void editedOffline_pillAndPanelSayItByKeyboardAlone_andThenThatAllIsSent() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "");
    controlled(tab); // the panel is opened for the first time when there is no network
    put(tab, "a", "{ id: 'a', title: 'The north wing' }");
    shows(tab, "holdfast-status", "Online");
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");

    way.breakOff(tab);
    put(tab, "a", "{ id: 'a', title: 'The north wing', done: true }");
    put(tab, "b", "{ id: 'b', title: 'The south wing' }");
    shows(tab, "holdfast-status", "Offline\n2 unsent");

    find(tab, "[part~=look], holdfast-update button").first().focus();
    press(tab, "Tab", "Enter");
    tab.until("the panel is open", PANEL);
    shows(tab, "holdfast-status", "2 changes are not on the server yet");
    shows(tab, "holdfast-status", "The north wing");
    shows(tab, "holdfast-status", "The south wing");
    nothingInternalIsShown(tab);
    press(tab, "Escape");
    tab.until("it is closed", PANEL, "false");
    assertThat(focused(tab)).contains("2 unsent");

    way.heal();
    shows(tab, "holdfast-status", "Online");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    press(tab, "Enter");
    shows(tab, "holdfast-status", "Everything is on the server");
    assertThat(shown(tab, "holdfast-status")).doesNotContain("unsent", "wing");
  }

  @Test
  void insideOfThePanelCannotBeLoaded_itSaysSo_andTheNextClickTriesAgain() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "worker=no");
    way.fault("/panel.js", Fault.STATUS, 503);
    find(tab, "holdfast-status [part~=pill]").click();
    shows(tab, "holdfast-status", "This could not be loaded.");
    find(tab, "holdfast-status [part~=buttons] button").click();
    way.await("/panel.js", 2);
    press(tab, "Escape");
    tab.until("it is closed", PANEL, "false");

    way.heal();
    find(tab, "holdfast-status [part~=pill]").click();

    shows(tab, "holdfast-status", "Last synced");
    assertThat(shown(tab, "holdfast-status")).doesNotContain("could not");
  }

  @Test
  void clickedBesideThePanel_itCloses_butNotOnAnEmptyPlaceOfIt() {
    Tab tab = page("worker=no");
    tab.page().setViewportSize(1000, 700);
    find(tab, "holdfast-status [part~=pill]").click();
    tab.until("the panel is open", PANEL);

    tab.page().mouse().click(990, 690);
    assertThat(tab.is(PANEL)).isTrue();
    tab.page().mouse().click(100, 690);

    tab.until("it is closed", PANEL, "false");
  }

  /** A live region that speaks at each edit is switched off by those who need it. */
  @Test
  void manyEditsOffline_areOneAnnouncement() {
    FaultyServer way = faulty();
    Tab tab = browser().newTab();
    tab.page().clock().install();
    tab.open(way.url() + "/?worker=no&space=" + space());
    tab.until("the app has started", "self.app?.started");
    put(tab, "a", "{ id: 'a', title: 'A' }");
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    tab.evaluate(
        "void (self.said = [], new MutationObserver(() => { const words ="
            + " live().textContent; if (words && said[said.length - 1] !== words) said.push(words);"
            + " }).observe((self.live = () => document.querySelector('holdfast-status')"
            + ".shadowRoot.querySelector('[role=status]'))(), { childList: true, characterData:"
            + " true, subtree: true }))");
    way.breakOff(tab);
    put(tab, "a", "{ id: 'a', title: 'A', n: 0 }");
    tab.until("it is said", "said", "[\"Offline. One change is not on the server yet.\"]");

    for (int i = 1; i < 6; i++) {
      put(tab, "n" + i, "{ id: 'n" + i + "' }");
    }
    shows(tab, "holdfast-status", "6 unsent");
    tab.page().clock().fastForward(3_000);
    way.heal();

    tab.until(
        "one more is said",
        "said",
        "[\"Offline. One change is not on the server yet.\",\"Online. Everything is on the"
            + " server.\"]");
  }

  @Test
  void loginIsMissing_itSaysSoAndOffersTheAppsLogin() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "worker=no");
    tab.evaluate(
        "void (document.querySelector('holdfast-status').signIn = () => (self.asked = 1))");
    way.fault("/sync", Fault.STATUS, 401);
    put(tab, "a", "{ id: 'a' }");

    shows(tab, "holdfast-status", "Sign in");
    find(tab, "holdfast-status [part~=pill]").click();
    shows(tab, "holdfast-status", "Sign in to go on syncing");
    find(tab, "holdfast-status [part~=primary]").click();

    tab.until("the app is asked", "self.asked", "1");
  }

  @Test
  void longSync_showsHowFarItIs() {
    FaultyServer way = faulty();
    Tab tab = page(way.url(), "worker=no");
    find(tab, "holdfast-status [part~=pill]").click();
    tab.evaluate(
        "void (self.bars = [], new MutationObserver(() => { const bar ="
            + " document.querySelector('holdfast-status').shadowRoot.querySelector('progress'); if"
            + " (bar) bars.push([bar.value, bar.max]); })"
            + ".observe(document.querySelector('holdfast-status').shadowRoot, { childList: true,"
            + " subtree: true, attributes: true }))");

    tab.evaluate(
        "offlineStorage.collection('notes').putAll(Array.from({ length: 1500 }, (none, i) => ['n' +"
            + " i, { id: 'n' + i, text: 'x'.repeat(1000) }]))");

    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    assertThat(tab.is("bars.some(([value, max]) => max >= 1500 && value > 0 && value < max)"))
        .as("%s", tab.json("bars"))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "en, Online, Everything is on the server, ltr",
    "de-CH, Online, Alles ist auf dem Server, ''",
    "fr, En ligne, Tout est sur le serveur, ''",
    "es, En línea, Todo está en el servidor, ''",
    "nl, Online, Alles staat op de server, ''",
    "ar, متصل, كل شيء على الخادم, rtl",
    "fi, Online, Everything is on the server, ''",
  })
  void languageOfThePage_isThatOfTheElement(String lang, String pill, String head, String dir) {
    Tab tab = page("worker=no&lang=" + lang);
    tab.until("it is in sync", "offlineStorage.syncLocalChangesToServer()");
    put(tab, "a", "{ id: 'a' }");
    tab.until("all is sent", "offlineStorage.hasConflicts", "false");
    shows(tab, "holdfast-status", pill);
    find(tab, "holdfast-status [part~=pill]").click();

    shows(tab, "holdfast-status", head);
    String root =
        "getComputedStyle(document.querySelector('holdfast-status').shadowRoot.firstChild)";
    assertThat(tab.json(root + ".direction")).isEqualTo(dir.equals("rtl") ? "\"rtl\"" : "\"ltr\"");

    tab.evaluate("void (document.documentElement.lang = 'de')");
    shows(tab, "holdfast-status", "Alles ist auf dem Server");
  }

  @Test
  void textsOfTheApps_takeThePlaceOfOurs() {
    Tab tab = page("worker=no");
    tab.evaluate(
        "elements.elementDefaults({ texts: { online: 'Connected' }, documentName: e => 'Note ' +"
            + " e.key.slice(6) })");
    shows(tab, "holdfast-status", "Connected");
    tab.evaluate("void (document.querySelector('holdfast-status').texts = { online: 'Here' })");
    shows(tab, "holdfast-status", "Here");
    assertThat(
            tab.json(
                "(() => { try { elements.elementDefaults({ text: 1 }) } catch (e) { return"
                    + " e.message } })()"))
        .contains("no option text", "texts, documentName");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "elementDefaults(null); elementDefaults() must be an object",
        "elementDefaults('de'); elementDefaults() must be an object, not a string",
        "elementDefaults({ documentName: 'title' }); documentName must be a function, not a string",
        "elementDefaults({ texts: 'de' }); texts must be an object, not a string",
        "elementDefaults({ texts: { online: 1 } }); texts.online must be a string, a function or",
        "elementDefaults({ texts: { online: { one: 'One' } } }); texts.online must be a string",
        "status.signIn = '/login'; signIn must be a function, not a string",
        "status.texts = { online: [] }; texts.online must be a string"
      })
  void wrongAnswer_failsWhereItIsGiven_andAllIsDrawnAsBefore(String call, String message) {
    Tab tab = page("worker=no");
    shows(tab, "holdfast-status", "Online");
    assertThat(
            tab.json(
                "((elementDefaults, status) => { try { %s } catch (e) { return e.name + ': ' + e.message } })(elements.elementDefaults, document.querySelector('holdfast-status'))"
                    .formatted(call)))
        .startsWith("\"TypeError: " + message);
    tab.evaluate("void document.querySelector('holdfast-status').update()");
    shows(tab, "holdfast-status", "Online");
  }

  @Test
  void everyLanguage_hasEveryText() {
    Tab tab = page("worker=no");

    assertThat(
            tab.json(
                "Promise.all(['ar', 'de', 'es', 'fr', 'nl'].map(async lang => { const texts = (await"
                    + " import(`/holdfast/elements/texts/${lang}.js`)).default; const english ="
                    + " Object.assign({}, ...['status', 'conflicts', 'parked', 'update'].map(name =>"
                    + " document.querySelector('holdfast-' + name).english), (await"
                    + " import('/holdfast/elements/panel.js')).texts, (await"
                    + " import('/holdfast/elements/decision.js')).texts); const keys = new"
                    + " Set([...Object.keys(english), ...Object.keys(texts)]); const names = text =>"
                    + " [...new Set(JSON.stringify(text ?? '').match(/\\{\\w+\\}/g))].sort().join();"
                    + " return [...keys].filter(key => !english[key] || !texts[key] ||"
                    + " names(english[key]) !== names(texts[key])); }))"))
        .isEqualTo("[[],[],[],[],[]]");
  }

  @Test
  void everyText_isInTheTypesAndInTheDocs() throws IOException {
    Tab tab = page("worker=no");
    List<String> names =
        all(
            "\"(\\w+)\"",
            tab.json(
                "import('/holdfast/elements/texts/de.js').then(it => Object.keys(it.default))"));
    Path home = Path.of(System.getProperty("holdfast.home", ".."));
    String types = Files.readString(home.resolve("browser/src/main/elements/base.d.ts"));
    String docs = Files.readString(home.resolve("docs/elements.md"));
    String union = types.substring(types.indexOf("HoldfastTextName ="));
    assertThat(all("\\| '(\\w+)'", union.substring(0, union.indexOf(';'))))
        .containsExactlyInAnyOrderElementsOf(names);
    String table = docs.substring(docs.indexOf("| where | name | English |"));
    assertThat(all("\\| `(\\w+)` \\|", table)).containsExactlyInAnyOrderElementsOf(names);
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(it -> it.group(1)).toList();
  }
}
