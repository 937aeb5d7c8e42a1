package dev.holdfast.verify.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.verify.harness.Apps;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.FaultyServer.Fault;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import dev.holdfast.verify.sim.ground.Dice;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kept scenarios again, in Chromium against the real server: the same steps on the same
 * documents, by real tabs, sockets and processes. What the seed decides in the simulation, such as
 * which request is lost, is left to chance here.
 */
@NullUnmarked // set when a server or a scenario begins
class ScenariosInChromiumTest extends BrowserTest {
  private static final Path SCENARIOS = Path.of("scenarios");
  private static final int NOTES = 6;
  private static final int TABS = 3;

  /** Longest time in ms that is waited if a scenario pauses. */
  private static final int LONGEST_PAUSE = 300;

  /** Steps that cannot be made in a real browser, and why. */
  private static final Map<Step.Op, String> NOT_FOR_REAL = new EnumMap<>(Step.Op.class);

  static {
    NOT_FOR_REAL.put(
        Step.Op.FILL_DISK, "Chromium measures what is used once in a while, not at a given moment");
    NOT_FOR_REAL.put(
        Step.Op.MAKE,
        "the backend that is played gives no ids; TemporaryIdsTest has one that does");
    NOT_FOR_REAL.put(Step.Op.POWER_LOSS, "it takes a machine whose power can be cut");
    NOT_FOR_REAL.put(Step.Op.CLOCK, "it takes a machine whose clock can be set");
    NOT_FOR_REAL.put(Step.Op.OTHER_SUBJECT, "the lab's server authenticates nobody");
    NOT_FOR_REAL.put(Step.Op.COMPACT, "the server forgets deletions by age alone");
    NOT_FOR_REAL.put(Step.Op.PICKY, "the server as it ships validates nothing");
    NOT_FOR_REAL.put(Step.Op.RESTORE_VERSION, "the app that is played has no such button");
    NOT_FOR_REAL.put(Step.Op.DAMAGE, "the record is drawn from the simulation's disk");
    NOT_FOR_REAL.put(Step.Op.OLD_RELEASE, "its records are laid on the simulation's disk");
    NOT_FOR_REAL.put(Step.Op.NEWER_RELEASE, "its records are laid on the simulation's disk");
  }

  private static final Fault[] WEATHER = {
    Fault.DROP_BEFORE_COMMIT,
    Fault.DROP_AFTER_COMMIT,
    Fault.TRUNCATE,
    Fault.DUPLICATE,
    Fault.STATUS,
    Fault.HTML_200
  };

  private final List<Player> players = new ArrayList<>();

  private Backend backend;
  private Path data;
  private ServerFolder serverFolder;
  private String exported = "";
  private int tokens;
  private int round;

  @Override
  protected Server startServer(Path data) {
    this.data = data;
    backend = Backend.start();
    backend.answer(
        request ->
            request.body().endsWith("7") ? Backend.Reply.status(422) : Backend.Reply.json("{}"));
    return Server.serve(Apps.lab(), data, "--proxy", "/api=" + backend.url());
  }

  @AfterAll
  void closeBackend() {
    backend.close();
  }

  private static Stream<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(SCENARIOS, "*.json")) {
      found.forEach(files::add);
    }
    Collections.sort(files);
    return files.stream();
  }

  private static Scenario read(Path file) throws IOException {
    return Scenario.parse(Files.readString(file));
  }

  /** Why the scenario cannot be played; empty if it can. */
  private static String obstacle(Scenario scenario) {
    if (scenario.sync() == Scenario.Sync.FUNCTION) {
      return "own function: its backend is part of the simulation";
    }
    if (scenario.sync() == Scenario.Sync.REST) {
      return "REST backend: it is part of the simulation";
    }
    return scenario.steps().stream()
        .filter(step -> NOT_FOR_REAL.containsKey(step.op()))
        .map(step -> step.op() + ": " + NOT_FOR_REAL.get(step.op()))
        .findFirst()
        .orElse("");
  }

  static Stream<Path> playable() throws IOException {
    List<Path> playable = new ArrayList<>();
    for (Path file : files().toList()) {
      if (obstacle(read(file)).isEmpty()) {
        playable.add(file);
      }
    }
    return playable.stream();
  }

  /**
   * Scenarios that are not played are named here and in the docs, so that nobody thinks they were.
   */
  @Test
  void whatCannotBePlayed_isListedWithItsReason() throws IOException {
    String docs = Files.readString(Path.of("../docs/simulation.md"));
    int played = 0;
    for (Path file : files().toList()) {
      String obstacle = obstacle(read(file));
      String name = file.getFileName().toString().replace(".json", "");
      if (obstacle.isEmpty()) {
        played++;
        assertThat(docs).as("played, but listed as not played").doesNotContain("| " + name + " |");
      } else {
        System.out.println("not played: " + name + " | " + obstacle);
        assertThat(docs).contains("| " + name + " | " + obstacle + " |");
      }
    }
    assertThat(played).as("scenarios that are played").isGreaterThan(5);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("playable")
  void keptScenario_nothingIsLostAndAllReplicasAreTheServer(Path file) throws Exception {
    Scenario scenario = read(file);
    String query = "space=" + space();
    if (scenario.steps().stream().anyMatch(step -> step.op() == Step.Op.REQUEST)) {
      query += "&worker=/queue.js";
    }
    start(scenario.devices(), query);
    for (Step step : scenario.steps()) {
      take(step);
      pause(step.pause());
    }
    heal();
    Await.until(
        "all is decided and sent, and every replica equals the server",
        Duration.ofSeconds(40),
        this::settled,
        String::isEmpty);
    serverFolder.remember();
    nothingIsLost();
  }

  private void start(int devices, String query) {
    players.clear();
    serverFolder = new ServerFolder(server, data);
    exported = "";
    round = 0;
    for (int i = 0; i < devices; i++) {
      Player player = new Player(browser(), faulty(), query);
      players.add(player);
      player.open();
      if (query.contains("queue")) {
        controlled(player.tabs().get(0));
      }
    }
  }

  private void pause(int ms) {
    for (Player player : players) {
      if (!player.tabs().isEmpty()) {
        player.tabs().get(0).page().waitForTimeout(Math.min(ms, LONGEST_PAUSE));
        return;
      }
    }
  }

  // --- steps; the dice decide about the same things as in the simulation ---

  private void take(Step step) throws Exception {
    Player player = players.get(step.device() % players.size());
    Dice dice = new Dice(step.pick());
    if (!environment(step.op(), player, dice) && !player.tabs().isEmpty()) {
      person(step.op(), player, pick(player, dice), dice);
    }
  }

  private static Tab pick(Player player, Dice dice) {
    return player.tabs().get(dice.below(player.tabs().size()));
  }

  private boolean environment(Step.Op op, Player player, Dice dice) throws Exception {
    switch (op) {
      case OPEN_TAB -> {
        if (player.tabs().size() < TABS && server.isRunning()) {
          player.open();
        }
      }
      case CLOSE_TAB -> {
        if (!player.tabs().isEmpty()) {
          player.close(pick(player, dice), false);
        }
      }
      case CRASH -> {
        for (Tab tab : List.copyOf(player.tabs())) {
          player.close(tab, true);
        }
      }
      case REQUEST -> {
        if (!player.tabs().isEmpty()) {
          player.request(player.tabs().get(0), dice.below(2), token());
        }
      }
      case STOP_WORKER -> player.stopWorkers();
      case OFFLINE -> player.plug(false);
      case ONLINE -> player.plug(true);
      case WEATHER -> weather(dice.below(3), dice);
      case EVICT -> player.evict();
      case SERVER_CRASH -> {
        server.kill();
        server.start();
      }
      case SERVER_DOWN -> server.kill();
      case SERVER_UP -> server.start();
      case BACKUP -> serverFolder.backUp(Files.createTempDirectory(folder, "backup"));
      case RESTORE -> {
        serverFolder.restore(dice.chance(0.5));
        players.forEach(Player::remade);
      }
      case FREE_DISK, SIGN_IN -> {
        // nothing to do
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void weather(int level, Dice dice) {
    for (Player player : players) {
      player.suffer(level == 0 ? null : WEATHER[dice.below(WEATHER.length)]);
    }
  }

  private void person(Step.Op op, Player player, Tab tab, Dice dice) {
    String id = "n" + dice.below(NOTES);
    switch (op) {
      case PUT -> player.put(tab, id, "f" + dice.below(3), token());
      case REMOVE -> player.remove(tab, id);
      case TYPE -> player.type(tab, id, "f" + dice.below(3), token());
      case TAKE -> player.take(tab, id, dice.chance(0.5));
      case SAVE -> player.save(tab);
      case LOAD -> player.load(tab);
      case READ -> player.read(tab, id);
      case SYNC -> player.sync(tab);
      case RESOLVE -> player.resolve(tab, dice.below(100), dice.below(4), token());
      case RETRY, DISCARD -> player.decide(tab, op == Step.Op.DISCARD);
      case RESET -> player.reset(tab);
      case RESTORE_ARCHIVE -> player.restoreArchive(tab);
      case EXPORT -> exported = player.exported(tab);
      case IMPORT -> {
        if (!exported.isEmpty()) {
          player.bring(tab, exported);
        }
      }
      default -> throw new IllegalArgumentException("nobody takes the step " + op);
    }
  }

  private String token() {
    return "t" + ++tokens;
  }

  // --- the end ---

  private void heal() {
    server.start();
    for (Player player : players) {
      player.plug(true);
      if (player.tabs().isEmpty()) {
        player.open();
      }
      player.tabs().forEach(tab -> tab.evaluate("void networkStatus.check()"));
    }
  }

  /** What is still to be done; empty if nothing. */
  private String settled() {
    StringBuilder left = new StringBuilder();
    for (Player player : players) {
      if (!player.settle(round)) {
        left.append(
            player.tabs().get(0).json("[offlineStorage.pending, offlineStorage.lastError]"));
      }
    }
    round++;
    String truth = stateHash();
    for (Player player : players) {
      for (Tab tab : player.tabs()) {
        String here = tab.json("[offlineStorage.serverVersion, offlineStorage.localVersion]");
        String wanted = "[\"" + truth + "\",\"" + truth + "\"]";
        boolean none = truth.isEmpty() && here.equals("[null,null]");
        left.append(
            here.equals(wanted) || none ? "" : "the server is at " + truth + ", a tab at " + here);
      }
    }
    return left.toString();
  }

  private String stateHash() {
    Json hash = SyncAnswer.stateHash(server.all(space()));
    return Json.isString(hash) ? Json.text(hash) : "";
  }

  private void nothingIsLost() {
    StringBuilder disks = new StringBuilder();
    players.forEach(player -> disks.append(player.onDisk()));
    for (Player player : players) {
      TreeSet<String> lost = new TreeSet<>();
      player
          .promised()
          .forEach(
              (place, token) -> {
                String text = "\"" + token + "\"";
                if (!serverFolder.everHad(text) && disks.indexOf(text) < 0) {
                  lost.add(place + " " + token);
                }
              });
      assertThat(lost).as("acknowledged edits that are nowhere").isEmpty();
      for (String request : player.kept()) {
        if (!request.endsWith("7")) {
          Await.until(
              "the kept request " + request + " has its effect",
              () -> Collections.frequency(backend.effects(), request),
              times -> times == 1);
        }
      }
    }
  }
}
