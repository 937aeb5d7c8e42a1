package dev.holdfast.verify.sim.server;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.FunctionRound;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.ground.Notes;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An app's own backend, and the sync function that sends changes there. The last writer wins, and
 * each idempotency key has one effect. The function refuses, throws, is slow, loses its answer, or
 * returns the backend's state.
 */
public final class Backend implements AppServer {
  /** The field that others change. The last writer overwrites their changes without seeing them. */
  public static final String OTHERS = "g";

  private final Ground ground;
  private final Witness witness;
  private final Dice dice;
  private final TreeMap<String, Json> documents = new TreeMap<>();
  private final Map<String, String> lists = new TreeMap<>();
  private final TreeSet<String> held = new TreeSet<>();
  private int others;

  /** The page whose call is running. */
  private Agenda.@Nullable Life caller;

  public Backend(Ground ground, Witness witness) {
    this.ground = ground;
    this.witness = witness;
    this.dice = ground.dice("backend", 0);
  }

  @Override
  public TreeMap<String, String> truth() {
    TreeMap<String, String> truth = new TreeMap<>();
    for (Map.Entry<String, Json> e : documents.entrySet()) {
      if (!e.getKey().startsWith("~")) {
        truth.put(e.getKey(), comparable(e.getValue()));
      }
    }
    return truth;
  }

  public FunctionRound.App calledBy(Agenda.Life page) {
    return new FunctionRound.App() {
      private int call;

      @Override
      public void offer(Json argument, FunctionRound.Answered answered) {
        if (caller != null && caller.alive()) {
          throw new Violation("function", "calls overlap: " + caller + " and " + page);
        }
        caller = page;
        int mine = ++call;
        once(argument);
        double ms = dice.pause(2_000);
        Answer answer = answer(argument);
        ground.after(
            ms,
            page,
            () -> {
              if (mine == call) {
                caller = null;
              }
              ground.note("function " + answer.taken());
              answered.with(answer.taken(), answer.state(), answer.failure(), 0);
            });
      }

      @Override
      public void abort() {
        caller = null;
      }
    };
  }

  private record Answer(boolean taken, Json state, @Nullable Failure failure) {}

  /** Each key belongs to one list of changes. */
  private void once(Json argument) {
    String key = Json.text(Json.get(argument, "idempotencyKey"));
    String list = Json.stringify(Json.get(argument, "changes"));
    String before = lists.putIfAbsent(key, list);
    if (before != null && !before.equals(list)) {
      throw new Violation("function", key + " was " + before + ", now it is " + list);
    }
  }

  private Answer answer(Json argument) {
    int mood = ground.faults().level() == 0 ? 9 : dice.below(12);
    Failure lost = new Failure(Code.NO_ANSWER, "the function threw");
    return switch (mood) {
      case 0 -> new Answer(false, Json.absent(), null);
      case 1 -> new Answer(false, Json.absent(), lost);
      case 2 -> {
        take(argument);
        yield new Answer(false, Json.absent(), lost);
      }
      case 3, 4 -> {
        take(argument);
        other();
        yield new Answer(true, state(), null);
      }
      default -> {
        take(argument);
        yield new Answer(true, Json.absent(), null);
      }
    };
  }

  private void take(Json argument) {
    Json changes = Json.get(argument, "changes");
    for (int i = 0; i < Json.size(changes); i++) {
      Json change = Json.at(changes, i);
      String key =
          ServerDisk.key(
              Json.text(Json.get(change, "collection")), Json.text(Json.get(change, "id")));
      Json after = Json.get(change, "after");
      put(key, after);
    }
  }

  private void put(String key, Json value) {
    if (Json.isAbsent(value)) {
      documents.remove(key);
    } else {
      documents.put(key, value);
      held.add(key + Json.stringify(value));
    }
    witness.stored(key, value);
  }

  /** The app writes the edited notes with a request of its own. */
  public void hold(Json notes, List<Edit> edits) {
    for (Edit edit : edits) {
      Json now = Json.absent();
      for (int i = 0; i < Json.size(notes); i++) {
        String key = Notes.key(Notes.id(Json.at(notes, i)));
        now = key.equals(edit.key()) ? Json.at(notes, i) : now;
      }
      put(edit.key(), now);
    }
  }

  @Override
  public boolean held(String key, Json value) {
    return held.contains(key + Json.stringify(value));
  }

  /** Another client changes something here. */
  private void other() {
    String key = Notes.key("n" + dice.below(4));
    Json note = documents.get(key);
    if (note != null) {
      Json next = Json.copy(note);
      Json.set(next, OTHERS, Json.of("b" + ++others));
      documents.put(key, next);
      held.add(key + Json.stringify(next));
    }
  }

  /** Without what others changed: a device learns of that only if the answer of a call arrives. */
  @Override
  public String comparable(Json value) {
    Json own = Json.copy(value);
    Json.remove(own, Json.of(OTHERS));
    return Json.stringify(own);
  }

  /** The whole state, as the app shows it. */
  public Json state() {
    Json notes = Json.array();
    for (Map.Entry<String, Json> e : documents.entrySet()) {
      if (e.getKey().startsWith(Notes.key(""))) {
        Json.push(notes, e.getValue());
      }
    }
    Json state = Json.object();
    Json.set(state, Notes.COLLECTION, notes);
    return state;
  }
}
