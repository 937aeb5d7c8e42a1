package dev.holdfast.verify.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser gives the page no storage: every member answers as its type says, and says why. */
class BlockedStorageTest extends BrowserTest {
  private static final String UNHANDLED =
      "self.unhandled = [];"
          + "addEventListener('unhandledrejection', e => unhandled.push(String(e.reason)));"
          + "addEventListener('error', e => unhandled.push(e.message));";

  private static final String DATABASE =
      "const never = () => new Proxy({}, { get: (o, name) => name === 'readyState' ? 'pending' : void 0,"
          + " set: () => true });";

  /** Each call, and whether what it answers is of its type. */
  private static final String CALLS =
      """
      (async () => {
        const s = offlineStorage;
        const c = s.collection('tasks');
        const none = v => v === undefined;
        const no = v => v === false;
        const list = v => Array.isArray(v) && v.length === 0;
        const rejected = v => v instanceof Error && typeof v.code === 'string';
        const calls = {
          save: [() => s.saveCurrentAppState(), no],
          update: [() => s.updateLocalChanges({ text: 'x' }), no],
          sync: [() => s.syncLocalChangesToServer(), no],
          load: [() => s.loadAppState(), none],
          get: [() => c.get('a'), none],
          getAll: [() => c.getAll(), list],
          entries: [() => c.entries(), list],
          put: [() => c.put('a', { n: 1 }), rejected],
          change: [() => c.update('a', () => ({ n: 1 })), rejected],
          remove: [() => c.remove('a'), rejected],
          audit: [() => s.audit(), v => v.total === 0],
          resolve: [() => s.resolve('tasks/a', 'local'), no],
          retry: [() => s.retry('x'), no],
          discard: [() => s.discard('x'), no],
          history: [() => s.history(), list],
          archives: [() => s.archives(), list],
          restoreVersion: [() => s.restoreVersion('x'), no],
          restoreArchive: [() => s.restoreArchive('x'), no],
          export: [() => s.exportChanges().then(file => file.text()), v => v.includes('"typed"')],
          import: [() => s.importChanges(new Blob(['{}'])), no],
          storage: [() => s.storage(), v => typeof v.persisted === 'boolean'],
          applyUpdate: [() => s.applyUpdate(), no],
          check: [() => networkStatus.check(), v => v === 'online'],
          reset: [() => s.resetVersions(), none],
          download: [() => s.downloadCurrentChanges(), none],
          signOut: [() => s.signOut({ unsent: 'keep' }), no],
        };
        const wrong = [];
        for (const name of Object.keys(calls)) {
          const late = new Promise(done => setTimeout(done, 30000, 'no answer'));
          const answer = await Promise.race([calls[name][0]().catch(error => error), late]);
          if (!calls[name][1](answer)) wrong.push(name + ': ' + answer);
        }
        if (s.hasBrowserSupport) wrong.push('hasBrowserSupport');
        if (!s.lastError || !s.lastError.message) wrong.push('lastError');
        if (s.hasConflicts || s.pending.length || s.serverVersion) wrong.push('getters');
        return wrong.concat(unhandled.map(one => 'unhandled: ' + one));
      })()
      """;

  private Tab started(Profile browser) {
    Tab tab = lab(browser, "restore=no");
    tab.evaluate("app.state = { text: 'typed' }");
    return tab;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "get: () => { throw new DOMException('no', 'SecurityError'); }",
        "value: undefined",
        "value: { open: () => { throw new DOMException('no', 'SecurityError'); },"
            + " databases: () => Promise.reject(new DOMException('no', 'SecurityError')) }",
        "value: { open: never, deleteDatabase: never, databases: () => new Promise(() => {}) }",
      })
  void noDatabase_everyMemberAnswers(String how) {
    Profile browser = browser();
    browser
        .context()
        .addInitScript(
            UNHANDLED + DATABASE + "Object.defineProperty(self, 'indexedDB', { " + how + " });");
    assertThat(started(browser).json(CALLS)).isEqualTo("[]");
  }

  /** As with "block all cookies" in the browser's settings. */
  @Test
  void allStorageIsBlockedByTheUser_everyMemberAnswers() throws IOException {
    Path preferences = folder.resolve("blocked/Default/Preferences");
    Files.createDirectories(preferences.getParent());
    Files.writeString(
        preferences, "{\"profile\":{\"default_content_setting_values\":{\"cookies\":2}}}");
    Profile browser = browser(folder.resolve("blocked"));
    browser.context().addInitScript(UNHANDLED);
    Tab tab = started(browser);
    assertThat(tab.json("(() => { try { return !localStorage; } catch (e) { return e.name; } })()"))
        .as("storage is blocked")
        .isEqualTo("\"SecurityError\"");
    assertThat(tab.json(CALLS)).isEqualTo("[]");
  }
}
