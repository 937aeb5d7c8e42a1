package dev.holdfast.verify.sim.page;

import dev.holdfast.core.Done;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.StateSession;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Read;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.judge.Promises;
import dev.holdfast.verify.sim.judge.States;
import dev.holdfast.verify.sim.server.Backend;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The app in a page. A user edits its state, and the state is saved as snapshots. Its restore
 * function is prompt, slow or missing. As in the browser, edits are merged before news is shown.
 *
 * <p>One file, since all that a user does changes one state.
 */
public final class App {
  // 0 is prompt.
  private static final int SLOW = 1;
  private static final int NEVER = 2;

  /** The page that the app runs in. */
  interface Host extends Agenda.Life {
    boolean isReady();

    /** Whether no method runs here. */
    boolean isIdle();

    /** Whether no other page of the device is open. */
    boolean isAlone();

    /** Whether the page may show a state from before its device lost or reset its versions. */
    boolean isStale();

    /** The page was given the current state, or has saved it. */
    void inStep();

    /** A method begins. It must call the returned callback when it ends. */
    Done begin(String what);

    /** The shape that the app's release declares for the notes; empty for none. */
    String declared();
  }

  private final Ground ground;
  private final Device device;
  private final Host page;
  private final NetworkStatus network;
  private final Ledger ledger;
  private final @Nullable Backend backend;
  private final int version;
  private final Replica replica;
  private final StateShape shape;
  private final States states;
  private final Dice dice;
  private final int restore;
  private StateSession session;
  private Json state = Json.object();
  private List<Edit> typed = new ArrayList<>();

  /** The edits of failed saves, oldest first. A later save contains them. */
  private List<Edit> unsaved = new ArrayList<>();

  /** The edits of saves under way. A save that begins meanwhile contains them as well. */
  private List<Edit> saving = new ArrayList<>();

  /**
   * What the app has read from its backend and not saved yet. The page's baseline lacks it, so a
   * save brings it like edits.
   */
  private List<Edit> asked = new ArrayList<>();

  private boolean restoring;
  private boolean loaded;

  /**
   * @param backend the app's own, behind its sync function
   */
  App(
      Ground ground,
      Device device,
      Host page,
      int number,
      int version,
      Replica replica,
      StateShape shape,
      NetworkStatus network,
      Ledger ledger,
      States states,
      @Nullable Backend backend) {
    this.ground = ground;
    this.device = device;
    this.page = page;
    this.version = version;
    this.replica = replica;
    this.shape = shape;
    this.network = network;
    this.ledger = ledger;
    this.states = states;
    this.backend = backend;
    this.dice = ground.dice("app" + device.number(), number);
    this.restore = dice.below(3);
    this.session = new StateSession(replica, shape);
  }

  Json state() {
    return state;
  }

  // --- what the user does ---

  /** Sets a field of a note. Adds the note if there is none. */
  public void type(String id, String field, String token) {
    Json notes = Notes.of(state);
    boolean map = page.declared().equals("map");
    if (!isEditable(notes)) {
      return;
    }
    Json next = map ? Json.isAbsent(notes) ? Json.object() : Json.copy(notes) : Json.array();
    Json found = map ? Json.get(next, id) : Json.absent();
    for (int i = 0; !map && Json.isArray(notes) && i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (isNote(note, id)) {
        note = Json.copy(note);
        Json.set(note, Notes.name(field, version), Json.of(token));
        found = note;
      }
      Json.push(next, note);
    }
    if (!Json.isAbsent(found) && !Json.isObject(found)) {
      return;
    }
    if (map || Json.isAbsent(found)) {
      Json note = Json.isAbsent(found) ? Json.object() : Json.copy(found);
      Json.set(note, "id", Json.of(id));
      Json.set(note, Notes.name(field, version), Json.of(token));
      if (Json.isAbsent(found)) {
        Notes.setForm(note, version);
      }
      if (map) {
        Json.set(next, id, note);
      } else {
        Json.push(next, note);
      }
    }
    show(next);
    typed.add(new Edit(Notes.key(id), field, token));
  }

  /** Whether the notes are what this release shows: a map if it declares that, else a list. */
  private boolean isEditable(Json notes) {
    boolean map = page.declared().equals("map");
    boolean editable = Json.isAbsent(notes) || (map ? Json.isObject(notes) : Json.isArray(notes));
    for (int i = 0; Json.isArray(notes) && i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      editable &= Json.isObject(note) && Json.isString(Json.get(note, "id"));
    }
    return Json.isObject(state) && editable;
  }

  private static boolean isNote(Json note, String id) {
    return Json.isObject(note) && Json.equal(Json.get(note, "id"), Json.of(id));
  }

  /** Removes a note, or moves it within the list. */
  public void take(String id, boolean back) {
    Json notes = Notes.of(state);
    if (page.declared().equals("map")
        && !back
        && Json.isObject(notes)
        && Json.isObject(Json.get(notes, id))) {
      Json left = Json.copy(notes);
      Json.remove(left, Json.of(id));
      typed.add(Edit.deletion(Notes.key(id)));
      show(left);
    }
    if (!Json.isArray(notes)) {
      return;
    }
    Json next = Json.array();
    Json taken = Json.absent();
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (isNote(note, id)) {
        taken = note;
      } else {
        Json.push(next, note);
      }
    }
    if (Json.isAbsent(taken)) {
      return;
    }
    if (back) {
      Json.push(next, taken);
    } else {
      typed.add(Edit.deletion(Notes.key(id)));
    }
    show(next);
  }

  private void show(Json notes) {
    Json next = Json.copy(state);
    Json.set(next, Notes.COLLECTION, notes);
    state = next;
  }

  private void show(Json given, StateSession with) {
    state = given;
    typed = new ArrayList<>();
    unsaved = new ArrayList<>();
    saving = new ArrayList<>();
    asked = new ArrayList<>();
    session = with;
  }

  /** {@code saveCurrentAppState()}. */
  public void save() {
    if (page.isReady()) {
      save(() -> {});
    }
  }

  private void save(Runnable then) {
    List<Edit> mine = typed;
    typed = new ArrayList<>();
    List<Edit> found = asked;
    List<Edit> waiting = unsaved;
    List<Edit> running = saving;
    running.addAll(mine);
    List<Edit> tried = new ArrayList<>(found);
    tried.addAll(waiting);
    tried.addAll(running);
    ledger.attempt(device, tried);
    if (page.isStale() || !session.isCurrent()) {
      ledger.shows(device, state);
    }
    for (Edit edit : mine) {
      ledger.reborn(device, edit.key(), state);
    }
    for (Edit edit : unsaved) {
      ledger.reborn(device, edit.key(), state);
    }
    boolean fits = session.isCurrent() && !page.isStale();
    Done done = page.begin(fits ? "save" : Promises.SAVE_OF_BEFORE);
    States.Call call = states.begin(device);
    Json misfits = session.misfits();
    Json given = state;
    overlook(misfits, given);
    session.save(
        given,
        failure -> {
          ledger.failed(device, tried);
          if (failure == null) {
            call.saved(misfits);
            page.inStep();
            ledger.durable(device, settled(tried, List.of(found, waiting, running)), ground.now());
            ledger.saved(device, given);
          } else {
            waiting.addAll(settled(mine, List.of(running)));
          }
          done.ended(failure);
          then.run();
        });
  }

  /** Takes the edits out of the lists. Returns those that no other save has settled. */
  private static List<Edit> settled(List<Edit> edits, List<List<Edit>> lists) {
    List<Edit> settled = new ArrayList<>();
    for (Edit edit : edits) {
      if (lists.stream().anyMatch(list -> list.remove(edit))) {
        settled.add(edit);
      }
    }
    return settled;
  }

  /** Deliberate bugs: what a save may not do to documents that the page was not given. */
  private void overlook(Json misfits, Json saved) {
    for (int i = 0; i < Json.size(misfits); i++) {
      String key = Json.text(Json.get(Json.at(misfits, i), "key"));
      String id = key.substring(key.indexOf('/') + 1);
      Json notes = Notes.list(saved);
      Json own = Json.absent();
      for (int n = 0; key.startsWith(Notes.key("")) && n < Json.size(notes); n++) {
        own = isNote(Json.at(notes, n), id) ? Json.at(notes, n) : own;
      }
      Json value = own;
      boolean writes =
          Json.isAbsent(own) ? ground.bugs().deletesMisfits() : ground.bugs().seesMisfits();
      if (writes && key.startsWith(Notes.key(""))) {
        States.Call call = states.begin(device);
        replica.edit(
            Notes.COLLECTION,
            id,
            present -> value,
            (minted, failure) -> {
              if (failure == null) {
                call.saved(misfits);
              }
            });
      }
    }
  }

  /**
   * The app talks to its backend itself: it writes the user's edits there, or reads the state from
   * there. Then it saves that state as the server's. The app does so only if it reaches the backend
   * and has nothing unsent here. The state counts as the server's only if the check of the network,
   * which takes a while, then says that it is verified, and there is still nothing unsent.
   *
   * @param asks whether it reads the state; only if the user has not edited anything
   */
  public void adopt(boolean asks) {
    boolean alone = page.isAlone() && device.disk().isQuiet();
    boolean quiet = alone && page.isIdle() && session.isCurrent() && !session.isBehind();
    boolean clean = typed.isEmpty() && unsaved.isEmpty();
    boolean reached = device.cable() && network.isOnline();
    if (backend == null || !quiet || restoring || !reached || replica.hasLocalChanges()) {
      return;
    }
    if (asks && clean) {
      state = backend.state();
      asked = unseen();
    }
    List<Edit> found = asked;
    List<Edit> waiting = unsaved;
    List<Edit> running = saving;
    List<Edit> mine = new ArrayList<>(waiting);
    mine.addAll(typed);
    typed = new ArrayList<>();
    waiting.clear();
    running.addAll(mine);
    List<Edit> tried = new ArrayList<>(found);
    tried.addAll(mine);
    ledger.attempt(device, tried);
    if (!ground.bugs().adoptsUnheard()) {
      backend.hold(Notes.list(state), mine);
    }
    ledger.untold(mine);
    Json shown = state;
    StateSession.Snapshot taken = session.take(shown);
    NetworkStatus.Checked checked =
        verdict -> {
          boolean synced = verdict.online() && verdict.verified() && !replica.hasLocalChanges();
          Done done = page.begin("adopt");
          (ground.bugs().measuresLate() ? session.take(shown) : taken)
              .save(
                  synced,
                  failure -> {
                    ledger.failed(device, tried);
                    if (failure == null) {
                      adopted(mine);
                      List<Edit> durable = settled(tried, List.of(found, waiting, running));
                      ledger.durable(device, durable, ground.now());
                    } else {
                      waiting.addAll(settled(mine, List.of(running)));
                    }
                    done.ended(failure);
                  });
        };
    ground.after(dice.pause(1_000), page, () -> network.check(checked));
  }

  private void adopted(List<Edit> mine) {
    page.inStep();
    if (!replica.hasLocalChanges()) {
      ledger.told(mine);
    }
  }

  /** The edits that the state shows and the page's baseline does not. */
  private List<Edit> unseen() {
    Json before = Json.object();
    Json given = Notes.list(session.given());
    for (int i = 0; i < Json.size(given); i++) {
      Json.set(before, Notes.id(Json.at(given, i)), Json.at(given, i));
    }
    List<Edit> unseen = new ArrayList<>();
    Json notes = Notes.list(state);
    for (int i = 0; i < Json.size(notes); i++) {
      String id = Notes.id(Json.at(notes, i));
      unseen.addAll(Edit.between(Notes.key(id), Json.get(before, id), Json.at(notes, i)));
    }
    unseen.removeIf(edit -> edit.field().equals(Backend.OTHERS));
    return unseen;
  }

  /** {@code loadAppState()}: the app shows the current state. */
  public void load() {
    StateSession mine = session;
    load(
        mine,
        (given, failure) -> {
          if (failure == null && !Json.isAbsent(given)) {
            show(given, mine);
          }
        });
  }

  /** Loads the state, which has to have all that the space holds. */
  private void load(StateSession into, Read done) {
    Done ended = page.begin("load");
    States.Call call = states.begin(device);
    into.load(
        false,
        (given, failure) -> {
          ended.ended(failure);
          if (failure == null) {
            call.loaded(replica.localVersion(), page.declared(), version, given, into.misfits());
          }
          done.ended(given, failure);
        });
  }

  // --- news ---

  void showNews() {
    if (restore == NEVER) {
      if (!loaded && page.isReady()) {
        loaded = true;
        load();
      }
      return;
    }
    if (restoring || !page.isReady() || replica.isOutdated() || !session.isBehind()) {
      return;
    }
    restoring = true;
    if (session.isCurrent()) {
      save(this::give);
    } else {
      give();
    }
  }

  private void give() {
    StateSession next = new StateSession(replica, shape);
    load(
        next,
        (given, failure) -> {
          if (failure != null || Json.isAbsent(given)) {
            restoring = false;
            return;
          }
          double busy = restore == SLOW ? dice.pause(8_000) : 0;
          ground.after(busy, page, () -> shown(next, given));
        });
  }

  private void shown(StateSession next, Json given) {
    show(given, next);
    restoring = false;
    showNews();
  }
}
