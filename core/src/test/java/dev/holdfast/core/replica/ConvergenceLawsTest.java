package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.gen.Choices;
import dev.holdfast.core.gen.Law;
import dev.holdfast.core.gen.Values;
import dev.holdfast.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Several devices edit, sync, lose requests and answers, and decide conflicts, in any order. The
 * server may be restored from a backup. Once the network works and everything is decided, every
 * device has the server's state (fault 40). These tests run in parallel, since they are the slowest
 * of the core.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConvergenceLawsTest {
  private static final int CASES = 10_000;
  private static final int DEVICES = 3;
  private static final String[] KEYS = {
    "tasks/1", "tasks/2", "~order/tasks", "tasks/", "%2F/a/b", "__proto__/constructor"
  };

  /** One event. {@link Run} defines what the numbers mean. */
  private record Event(String kind, int device, String key, int seed) {
    @Override
    public String toString() {
      return kind + "(" + device + ", " + key + ", " + seed + ")";
    }
  }

  private static List<Event> events(Choices c, String... kinds) {
    List<Event> events = new ArrayList<>();
    while (c.below(24) != 0) {
      events.add(
          new Event(c.of(kinds), c.below(DEVICES), KEYS[c.below(KEYS.length)], c.below(1 << 16)));
    }
    return events;
  }

  @Test
  @Tag("fault-40")
  void whateverTheOrder_allEndEqualToTheServer() {
    Law.check(
        1,
        CASES,
        c ->
            events(
                c,
                "edit",
                "edit",
                "sync",
                "remove",
                "answerLost",
                "requestLost",
                "reload",
                "decide"),
        events -> new Run(events).untilHealed());
  }

  @Test
  void serverPutBackToABackup_allEndEqualToTheServer() {
    Law.check(
        2,
        CASES,
        c ->
            events(
                c, "edit", "edit", "sync", "remove", "answerLost", "backup", "restore", "compact"),
        events -> new Run(events).untilHealed());
  }

  /** Each device writes its own field, so nothing can conflict and nothing may get lost. */
  @Test
  void editsOfDifferentFields_noneIsLost() {
    Law.check(
        3,
        CASES,
        c -> events(c, "own", "own", "sync", "answerLost", "requestLost", "reload"),
        events -> {
          Run run = new Run(List.of());
          for (String key : KEYS) {
            if (!key.startsWith("~order")) {
              run.tabs.get(0).put(key, "{}");
            }
          }
          run.untilHealed();
          events.forEach(run::happen);
          run.tabs.forEach(tab -> assertThat(Json.size(tab.conflicts())).isZero());
          run.untilHealed();
          run.written.forEach(
              (field, value) -> {
                String[] keyAndDevice = field.split(" ");
                Json held = Json.parse(run.server.value(keyAndDevice[0]));
                assertThat(Json.number(Json.get(held, keyAndDevice[1])))
                    .as("what device %s wrote last to %s", keyAndDevice[1], keyAndDevice[0])
                    .isEqualTo(value.doubleValue());
              });
        });
  }

  /** One run of events. */
  private static final class Run {
    private final TestServer server = new TestServer(new Device().random);
    private final List<Device> devices = new ArrayList<>();
    private final List<Device.Tab> tabs = new ArrayList<>();
    private final Map<String, Integer> written = new LinkedHashMap<>();
    private Object backup = server.backup();

    Run(List<Event> events) {
      for (int i = 0; i < DEVICES; i++) {
        devices.add(new Device());
        tabs.add(devices.get(i).tab());
      }
      events.forEach(this::happen);
    }

    private void happen(Event e) {
      Device.Tab tab = tabs.get(e.device);
      switch (e.kind) {
        case "edit" -> edit(tab, e.key, e.seed);
        case "own" -> own(tab, e);
        case "remove" -> tab.put(e.key, "");
        case "sync" -> tab.sync(server);
        case "answerLost" -> server.sync(tab.begin().request());
        case "requestLost" -> tab.begin();
        case "reload" -> tabs.set(e.device, devices.get(e.device).tab());
        case "decide" -> decide(tab, e.seed);
        case "backup" -> backup = server.backup();
        case "restore" -> server.restore(backup);
        case "compact" -> {
          if (server.version() > 0) {
            server.compact();
          }
        }
        default -> throw new IllegalArgumentException(e.kind);
      }
      tab.audited("total");
    }

    private static void edit(Device.Tab tab, String key, int seed) {
      Choices c = Choices.seeded(seed);
      boolean order = key.startsWith("~order");
      tab.plant(
          key,
          present ->
              !order
                  ? Values.edited(c, Json.isAbsent(present) ? Values.list(c) : present)
                  : Values.reordered(c, Json.isAbsent(present) ? Json.array() : present));
    }

    private void own(Device.Tab tab, Event e) {
      if (e.key.startsWith("~order")) {
        return;
      }
      written.put(e.key + " " + e.device, e.seed);
      tab.plant(
          e.key,
          present -> {
            Json changed = Json.copy(present);
            Json.set(changed, String.valueOf(e.device), Json.of(e.seed));
            return changed;
          });
    }

    private static void decide(Device.Tab tab, int seed) {
      Json conflicts = tab.conflicts();
      if (Json.size(conflicts) > 0) {
        Json one = Json.at(conflicts, seed % Json.size(conflicts));
        String key = Json.text(Json.get(one, "key"));
        Decisions decisions = new Decisions(tab.replica);
        tab.must(
            done -> {
              if (seed % 2 == 0) {
                decisions.takeServer(key, done);
              } else {
                decisions.keepLocal(key, done);
              }
            });
      }
    }

    void untilHealed() {
      for (int round = 0; round < 12 && !healed(); round++) {
        for (Device.Tab tab : tabs) {
          tab.sync(server);
          for (int i = 0; i < KEYS.length; i++) {
            decide(tab, 2 * i + round % 2);
          }
          tab.sync(server);
        }
      }
      for (Device.Tab tab : tabs) {
        assertThat(Json.stringify(tab.pending())).isEqualTo("[]");
        assertThat(Json.stringify(tab.conflicts())).isEqualTo("[]");
        assertThat(Json.stringify(tab.parked())).isEqualTo("[]");
        assertThat(tab.hasConflicts()).isFalse();
        assertThat(tab.replica.localVersion()).isEqualTo(server.hash());
        assertThat(tab.replica.serverVersion()).isEqualTo(server.hash());
        for (String key : KEYS) {
          assertThat(tab.get(key).replace('\'', '"'))
              .isEqualTo(server.value(key).replace('\'', '"'));
        }
      }
    }

    private boolean healed() {
      return tabs.stream()
          .allMatch(
              tab -> !tab.hasConflicts() && server.hash().equals(tab.replica.serverVersion()));
    }
  }
}
