package dev.holdfast.verify.sim;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.NetworkStatus;
import dev.holdfast.core.replica.Replica;
import dev.holdfast.core.replica.StateSession;
import dev.holdfast.core.replica.StateShape;
import dev.holdfast.core.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The app in a page: a state that a person types into, saved as snapshots, and a restore function
 * that is prompt, slow or missing. Between it and the replica stands what stands there in the
 * browser: what was typed is merged before news is shown.
 */
final class App {
  // 0 is prompt.
  private static final int SLOW = 1;
  private static final int NEVER = 2;

  private final World world;
  private final Page page;
  private final Replica replica;
  private final StateShape shape;
  private final Dice dice;
  private final int restore;
  private StateSession session;
  private Json state = Json.object();
  private List<Ledger.Edit> typed = new ArrayList<>();

  /** What saves that failed would have saved, oldest first; a later save contains it. */
  private List<Ledger.Edit> unsaved = new ArrayList<>();

  private int shows;
  private boolean restoring;
  private boolean asked;

  App(World world, Page page, Replica replica, StateShape shape, int number) {
    this.world = world;
    this.page = page;
    this.replica = replica;
    this.shape = shape;
    this.dice = Dice.of(world.seed(), "app" + page.device().number(), number);
    this.restore = dice.below(3);
    this.session = new StateSession(replica, shape);
  }

  Json state() {
    return state;
  }

  // --- what the person does ---

  /** Sets a field of a note, adding the note if there is none. */
  void type(String id, String field, String token) {
    Json notes = list(state);
    Json next = Json.array();
    boolean found = false;
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (Json.text(Json.get(note, "id")).equals(id)) {
        note = Json.copy(note);
        Json.set(note, field, Json.of(token));
        found = true;
      }
      Json.push(next, note);
    }
    if (!found) {
      Json note = Json.object();
      Json.set(note, "id", Json.of(id));
      Json.set(note, field, Json.of(token));
      Json.push(next, note);
    }
    show(next);
    typed.add(new Ledger.Edit("notes/" + id, field, token));
  }

  /** Takes a note away, or puts it elsewhere in the list. */
  void take(String id, boolean back) {
    Json notes = list(state);
    Json next = Json.array();
    Json taken = Json.absent();
    for (int i = 0; i < Json.size(notes); i++) {
      Json note = Json.at(notes, i);
      if (Json.text(Json.get(note, "id")).equals(id)) {
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
      typed.add(new Ledger.Edit("notes/" + id, "", ""));
    }
    show(next);
  }

  private void show(Json notes) {
    Json next = Json.copy(state);
    Json.set(next, "notes", notes);
    state = next;
  }

  private void show(Json given, StateSession with) {
    state = given;
    typed = new ArrayList<>();
    unsaved = new ArrayList<>();
    session = with;
    shows++;
  }

  private static Json list(Json state) {
    Json notes = Json.isObject(state) ? Json.get(state, "notes") : Json.absent();
    return Json.isArray(notes) ? notes : Json.array();
  }

  /** {@code saveCurrentAppState()}. */
  void save() {
    if (page.isReady()) {
      save(() -> {});
    }
  }

  private void save(Runnable then) {
    List<Ledger.Edit> mine = typed;
    int shown = shows;
    typed = new ArrayList<>();
    List<Ledger.Edit> tried = new ArrayList<>(unsaved);
    tried.addAll(mine);
    world.ledger().attempt(page.device(), tried);
    if (page.isStale() || !session.isCurrent()) {
      world.ledger().shows(page.device(), state);
    }
    for (Ledger.Edit edit : mine) {
      world.ledger().reborn(page.device(), edit.key(), state);
    }
    for (Ledger.Edit edit : unsaved) {
      world.ledger().reborn(page.device(), edit.key(), state);
    }
    Store.Done done = page.begin("save");
    session.save(
        state,
        failure -> {
          world.ledger().failed(page.device(), tried);
          if (failure == null) {
            page.inStep();
            List<Ledger.Edit> saved = unsaved;
            saved.addAll(mine);
            unsaved = new ArrayList<>();
            world.ledger().durable(page.device(), saved, world.agenda().now());
          } else if (shown == shows) {
            unsaved.addAll(mine);
          }
          done.ended(failure);
          then.run();
        });
  }

  /**
   * The app, which reaches its backend and has nothing unsent here, brings there by itself what was
   * typed, or asks it what there is, and then saves: its state is the server's. That counts if the
   * network is verified, and still nothing unsent, when the check after that has ended, which takes
   * a while.
   *
   * @param asks whether it asks; what was typed would be gone
   */
  void adopt(boolean asks) {
    Backend backend = world.backend();
    boolean alone = page.device().pages().size() == 1 && page.device().disk().isQuiet();
    boolean quiet = alone && page.isIdle() && session.isCurrent() && !session.isBehind();
    boolean clean = typed.isEmpty() && unsaved.isEmpty();
    boolean reached = page.device().cable() && page.network().isOnline();
    if (backend == null || !quiet || restoring || !reached || replica.hasLocalChanges()) {
      return;
    }
    if (asks && clean) {
      state = backend.state();
    }
    List<Ledger.Edit> mine = unsaved;
    mine.addAll(typed);
    typed = new ArrayList<>();
    unsaved = new ArrayList<>();
    world.ledger().attempt(page.device(), mine);
    if (!world.bugs().adoptsUnheard()) {
      backend.hold(list(state), mine);
    }
    world.ledger().untold(mine);
    Json shown = state;
    StateSession.Snapshot taken = session.take(shown);
    int before = shows;
    NetworkStatus.Checked checked =
        verdict -> {
          boolean synced = verdict.online() && verdict.verified() && !replica.hasLocalChanges();
          Store.Done done = page.begin("adopt");
          (world.bugs().measuresLate() ? session.take(shown) : taken)
              .save(synced, failure -> adopted(mine, before == shows, failure, done));
        };
    world.agenda().after(dice.pause(1_000), page, () -> page.network().check(checked));
  }

  private void adopted(
      List<Ledger.Edit> mine, boolean showsThem, @Nullable Failure failure, Store.Done done) {
    world.ledger().failed(page.device(), mine);
    if (failure == null) {
      page.inStep();
      if (!replica.hasLocalChanges()) {
        world.ledger().told(mine);
      }
      world.ledger().durable(page.device(), mine, world.agenda().now());
    } else if (showsThem) {
      unsaved.addAll(mine);
    }
    done.ended(failure);
  }

  /** {@code loadAppState()}: the app shows what there is. */
  void load() {
    Json[] given = {Json.absent()};
    Store.Done done = page.begin("load");
    session.load(
        false,
        found -> given[0] = found,
        failure -> {
          done.ended(failure);
          if (failure == null && !Json.isAbsent(given[0])) {
            show(given[0], session);
          }
        });
  }

  // --- news ---

  void showNews() {
    if (restore == NEVER) {
      if (!asked && page.isReady()) {
        asked = true;
        load();
      }
      return;
    }
    if (restoring || !page.isReady() || !session.isBehind()) {
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
    Json[] given = {Json.absent()};
    next.load(
        false,
        found -> given[0] = found,
        failure -> {
          if (failure != null || Json.isAbsent(given[0])) {
            restoring = false;
            return;
          }
          double busy = restore == SLOW ? dice.pause(8_000) : 0;
          world.agenda().after(busy, page, () -> shown(next, given[0]));
        });
  }

  private void shown(StateSession next, Json given) {
    show(given, next);
    restoring = false;
    showNews();
  }
}
