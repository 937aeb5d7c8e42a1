package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.verify.harness.FaultyServer;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One device of a scenario as a real browser: a profile with tabs and a network of its own. It does
 * what a user does, through the public API, and records what it was promised.
 */
final class Player {
  /** The fields of a note that a scenario edits. */
  private static final List<String> FIELDS = List.of("f0", "f1", "f2");

  private final Profile profile;
  private final FaultyServer way;
  private final String address;
  private final List<Tab> tabs = new ArrayList<>();

  /** Acknowledged edits that nothing on this device has replaced: document and field to token. */
  private final Map<String, String> promised = new TreeMap<>();

  /** Documents and fields changed by imported work. Without a field, the whole document. */
  private final Set<String> brought = new TreeSet<>();

  /** By tab: what was typed there and is not saved yet, in order. */
  private final Map<Tab, Map<String, String>> typed = new LinkedHashMap<>();

  /** Requests that a page was told are kept, or that were answered. */
  private final Set<String> kept = new TreeSet<>();

  private boolean offline;

  /**
   * @param query the options of the lab app
   */
  Player(Profile profile, FaultyServer way, String query) {
    this.profile = profile;
    this.way = way;
    this.address = way.url() + "/?" + query;
  }

  Map<String, String> promised() {
    return promised;
  }

  Set<String> kept() {
    return kept;
  }

  List<Tab> tabs() {
    return tabs;
  }

  // --- the network ---

  void plug(boolean on) {
    offline = !on;
    suffer(null);
  }

  /** Sets the fault of requests that carry work; null for none. */
  void suffer(@Nullable Fault fault) {
    way.heal();
    if (offline) {
      way.fault("", Fault.DROP_BEFORE_COMMIT);
    } else if (fault != null) {
      for (String path : List.of("/sync", "/api/lane0", "/api/lane1")) {
        way.fault(path, fault);
      }
    }
  }

  // --- the browser ---

  /** Opens one more tab, if there is a network to load it from. */
  void open() {
    if (offline) {
      return;
    }
    Tab tab = profile.open(address);
    tab.until("the app has started", "app.started");
    tabs.add(tab);
  }

  void close(Tab tab, boolean killed) {
    if (killed) {
      tab.kill();
    } else {
      tab.close();
    }
    tabs.remove(tab);
    typed.remove(tab);
  }

  void stopWorkers() {
    if (!tabs.isEmpty()) {
      profile.stopWorkers();
    }
  }

  /** The browser deletes its databases. Promises end, as the contract says. */
  void evict() {
    if (!tabs.isEmpty()) {
      profile.evict(way.url());
      promised.clear();
    }
  }

  // --- the user ---

  void put(Tab tab, String id, String field, String token) {
    tab.evaluate(
        "offlineStorage.collection('notes').update(it[0], was => ({ id: it[0], ...was, [it[1]]:"
            + " it[2] }))",
        List.of(id, field, token));
    promise(tab, "notes/" + id + "#" + field, token);
  }

  /**
   * Records the promise, unless another page has an unsaved edit there, which replaces this one.
   */
  private void promise(Tab tab, String place, String token) {
    String document = place.substring(0, place.indexOf('#') + 1);
    boolean contested =
        typed.entrySet().stream()
            .filter(page -> page.getKey() != tab || !page.getValue().containsValue(token))
            .map(Map.Entry::getValue)
            .anyMatch(edits -> edits.containsKey(place) || edits.containsKey(document));
    if (!contested) {
      promised.put(place, token);
    }
  }

  void remove(Tab tab, String id) {
    tab.evaluate("offlineStorage.collection('notes').remove(it)", id);
    giveUp("notes/" + id);
  }

  private void giveUp(String key) {
    promised.keySet().removeIf(place -> place.startsWith(key + "#"));
  }

  /** The field of a document, or all its fields if the place has no field. */
  private void giveUpPlace(String place) {
    promised
        .keySet()
        .removeIf(one -> place.endsWith("#") ? one.startsWith(place) : one.equals(place));
  }

  /**
   * The server has another lineage. Imported work is made again and may replace edits made here.
   */
  void remade() {
    brought.forEach(this::giveUpPlace);
  }

  private Map<String, String> typed(Tab tab) {
    return typed.computeIfAbsent(tab, one -> new LinkedHashMap<>());
  }

  void type(Tab tab, String id, String field, String token) {
    tab.evaluate(
        "(([id, field, token]) => { const notes = app.state?.notes ?? []; app.state ="
            + " { ...app.state, notes: notes.some(n => n.id === id)"
            + " ? notes.map(n => n.id === id ? { ...n, [field]: token } : n)"
            + " : [...notes, { id, [field]: token }] }; })(it)",
        List.of(id, field, token));
    // From now on a merge with news may put this edit in the place of the earlier one.
    promised.remove("notes/" + id + "#" + field);
    typed(tab).put("notes/" + id + "#" + field, token);
  }

  /** Removes a note from the list. If {@code back}, puts it back as the first. */
  void take(Tab tab, String id, boolean back) {
    tab.evaluate(
        "(([id, back]) => { const notes = app.state?.notes ?? []; const taken = notes.filter(n =>"
            + " n.id === id); const left = notes.filter(n => n.id !== id); app.state = {"
            + " ...app.state, notes: back ? [...taken, ...left] : left }; })(it)",
        List.of(id, back));
    if (!back) {
      giveUp("notes/" + id);
      typed(tab).put("notes/" + id + "#", "");
    }
  }

  /**
   * An edit counts once a save has succeeded, if the page then still shows it. A restore meanwhile
   * replaces it, and the save saves what was restored.
   */
  void save(Tab tab) {
    String shown =
        (String)
            tab.evaluate(
                "(async shown => await offlineStorage.saveCurrentAppState() ? shown : '')"
                    + "(JSON.stringify(app.state ?? null))");
    if (!shown.isEmpty()) {
      typed(tab)
          .forEach(
              (place, token) -> {
                if (!token.isEmpty() && shown.contains("\"" + token + "\"")) {
                  promise(tab, place, token);
                }
              });
      typed(tab).clear();
    }
  }

  /** Loads the state. What was typed and not saved is gone. */
  void load(Tab tab) {
    tab.evaluate("offlineStorage.loadAppState().then(state => { app.state = state; })");
    typed(tab).clear();
  }

  /** Starts a sync and does not wait for it. */
  void sync(Tab tab) {
    tab.evaluate("void offlineStorage.syncLocalChangesToServer()");
  }

  void resolve(Tab tab, int which, int choice, String token) {
    Json conflicts = Json.parse(tab.json("offlineStorage.conflicts.map(e => e.key)"));
    if (Json.size(conflicts) > 0) {
      String key = Json.text(Json.at(conflicts, which % Json.size(conflicts)));
      String value = "{\"id\":\"%s\",\"f0\":\"%s\"}".formatted(key.substring(6), token);
      String decision =
          switch (choice) {
            case 0 -> "'local'";
            case 1 -> "'server'";
            case 2 -> "offlineStorage.conflicts.find(e => e.key === it).server";
            default -> value;
          };
      tab.evaluate("offlineStorage.resolve(it, " + decision + ")", key);
      if (choice != 0) {
        giveUp(key);
      } else {
        brought.stream().filter(p -> p.startsWith(key + "#")).forEach(this::giveUpPlace);
      }
    }
  }

  void decide(Tab tab, boolean discard) {
    Json parked = Json.parse(tab.json("offlineStorage.parked.map(e => [e.id, e.key ?? ''])"));
    if (Json.size(parked) > 0) {
      Json one = Json.at(parked, 0);
      String id = Json.text(Json.at(one, 0));
      tab.evaluate("offlineStorage." + (discard ? "discard" : "retry") + "(it)", id);
      if (discard) {
        giveUp(Json.text(Json.at(one, 1)));
      }
    }
  }

  void reset(Tab tab) {
    tab.evaluate("offlineStorage.resetVersions()");
  }

  /** Restores an archive, which replaces the current state. */
  void restoreArchive(Tab tab) {
    promised.clear();
    tab.evaluate(
        "offlineStorage.archives().then(a => a.length ? offlineStorage.restoreArchive(a[0].id) :"
            + " false)");
  }

  String exported(Tab tab) {
    return (String) tab.evaluate("offlineStorage.exportChanges().then(blob => blob.text())");
  }

  /** Imports a file. A mutation that was made on this device's own edit replaces that edit. */
  void bring(Tab tab, String file) {
    Json mutations = Json.get(Json.parse(file), "mutations");
    for (int i = 0; i < Json.size(mutations); i++) {
      Json one = Json.at(mutations, i);
      String key = Json.text(Json.get(one, "key"));
      Json before = Json.get(one, "baseValue");
      Json after = Json.get(one, "value");
      if (!Json.isObject(after)) {
        brought.add(key + "#");
      }
      for (String field : FIELDS) {
        String was = text(before, field);
        if (Json.isObject(after) && !was.equals(text(after, field))) {
          String place = key + "#" + field;
          brought.add(place);
          promised.remove(place, was);
        }
      }
    }
    tab.evaluate("offlineStorage.importChanges(new Blob([it]))", file);
  }

  private static String text(Json note, String field) {
    Json text = Json.isObject(note) ? Json.get(note, field) : Json.absent();
    return Json.isString(text) ? Json.text(text) : "";
  }

  /** Only reads. */
  void read(Tab tab, String id) {
    tab.evaluate("offlineStorage.collection('notes').get(it)", id);
  }

  void request(Tab tab, int lane, String token) {
    Object status =
        tab.evaluate(
            "fetch('/api/lane' + it[0], { method: 'POST', body: it[1] }).then(r => r.status, () =>"
                + " 0)",
            List.of(lane, token));
    if (status.equals(200) || status.equals(202)) {
      kept.add(token);
    }
  }

  // --- at the end ---

  /**
   * Decides all conflicts, discards parked requests and retries parked mutations. True if nothing
   * is left.
   */
  boolean settle(int round) {
    Tab tab = tabs.get(0);
    Json conflicts = Json.parse(tab.json("offlineStorage.conflicts.map(e => e.key)"));
    for (int i = 0; i < Json.size(conflicts); i++) {
      resolve(tab, i, round % 2, "");
    }
    tab.evaluate(
        "Promise.all(offlineStorage.parked.map(e => e.kind === 'request'"
            + " ? offlineStorage.discard(e.id) : offlineStorage.retry(e.id)))");
    return tab.is("offlineStorage.syncLocalChangesToServer()")
        && !tab.is("offlineStorage.hasConflicts");
  }

  /** All unsent and archived work, as text. */
  String onDisk() {
    return (String)
        tabs.get(0)
            .evaluate(
                "(async () => { let all = ''; for (const { name } of await indexedDB.databases()) {"
                    + " const db = await new Promise((ok, no) => { const r = indexedDB.open(name);"
                    + " r.onsuccess = () => ok(r.result); r.onerror = no; });"
                    + " for (const table of ['outbox', 'archive'].filter(one =>"
                    + " db.objectStoreNames.contains(one))) all += JSON.stringify(await new"
                    + " Promise(ok => { const q = db.transaction(table).objectStore(table).getAll();"
                    + " q.onsuccess = () => ok(q.result); })); db.close(); } return all; })()");
  }
}
