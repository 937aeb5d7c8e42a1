package dev.holdfast.verify.monkey;

import com.microsoft.playwright.PlaywrightException;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One walk of the monkey: two devices, calls and accidents as a seed chooses them, and what must
 * hold all the time and at the end. The choice depends on the seed alone, not on answers.
 */
final class Walk {
  /** Calls after which a document may be gone that was written before them. */
  private static final List<String> UNDOING =
      List.of("restoreVersion", "discard", "odd: value", "resolve(", "importChanges", "reset");

  /** What the browser itself says when there is no server. */
  private static final List<String> NOT_OURS =
      List.of(
          "Failed to load resource",
          "net::ERR_",
          "occurred when fetching the script",
          "thrown by the app"); // by its own functions; the console shows it once

  private static final int TABS = 2;

  /** A browser with its tabs. */
  private final class Device {
    final String name;
    final Profile browser;
    final List<Tab> tabs = new ArrayList<>();
    int release = 1;
    boolean offline;

    Device(String name, Profile browser) {
      this.name = name;
      this.browser = browser;
    }

    String address() {
      return server.url() + "/?space=" + space + "&release=" + release;
    }

    void open() {
      Tab tab = browser.newTab();
      tab.page().onDialog(dialog -> dialog.dismiss());
      tabs.add(tab);
      load(tab);
    }

    /**
     * Loads a tab. Offline that works with the service worker alone. A load that failed may go on
     * once the server does, and then ends the next one.
     */
    void load(Tab tab) {
      PlaywrightException why = failure(tab);
      for (int failed = 1; why != null; failed++) {
        if (failed == 4) {
          throw new AssertionError(address() + " cannot be loaded", why);
        }
        come();
        why = failure(tab);
      }
      tab.until("the app has started", "window.app?.started === true");
    }

    private @Nullable PlaywrightException failure(Tab tab) {
      try {
        tab.open(address());
        return null;
      } catch (PlaywrightException noNetwork) {
        return noNetwork;
      }
    }

    void come() {
      offline = false;
      browser.context().setOffline(false);
      server.thaw();
      server.start();
    }
  }

  private final Server server;
  private final String space;
  private final Calls calls;
  private final Random random;
  private final List<Device> devices = new ArrayList<>();
  private final Set<String> kept = new TreeSet<>();
  private final List<String> log = new ArrayList<>();
  private boolean frozen;

  Walk(Server server, String space, List<Profile> browsers, List<Member> members, long seed) {
    this.server = server;
    this.space = space;
    random = new Random(seed);
    calls = new Calls(members, random);
    for (Profile browser : browsers) {
      devices.add(new Device("device " + (devices.size() + 1), browser));
    }
  }

  /** What was done so far, one step a line. */
  String log() {
    return String.join("\n", log);
  }

  void run(int steps) {
    devices.forEach(Device::open);
    for (int step = 0; step < steps; step++) {
      Device device = devices.get(random.nextInt(devices.size()));
      Tab tab = device.tabs.get(random.nextInt(device.tabs.size()));
      int kind = random.nextInt(100);
      if (kind < 74) {
        call(device, tab, calls.next(step));
      } else if (kind < 84) {
        log(device, "keep(" + step + ")");
        tab.evaluate("void keep(" + step + ").catch(() => {})");
      } else {
        accident(device, tab, kind);
      }
      if (device.tabs.contains(tab)) {
        check(tab);
      }
      device.tabs.get(0).page().waitForTimeout(random.nextInt(60));
    }
    end();
  }

  private void call(Device device, Tab tab, String call) {
    log(
        device,
        "tab "
            + device.tabs.indexOf(tab)
            + ": "
            + call.substring(call.indexOf(", () => (") + 9, call.length() - 2));
    tab.evaluate("void " + call);
    if (call.contains("signOut({")) {
      // Until its pages are loaded anew, nothing of the subject is there to be counted.
      for (Tab one : device.tabs) {
        one.until("every call settles", "monkey.open", "{}");
        harvest(one);
        device.load(one);
      }
      undone();
    } else if (UNDOING.stream().anyMatch(call::contains)) {
      settle(device);
      undone();
    }
  }

  private void accident(Device device, Tab tab, int kind) {
    if (kind < 88) {
      log(device, "reload");
      harvest(tab);
      device.load(tab);
    } else if (kind < 90) {
      device.release = 3 - device.release;
      log(device, "release " + device.release);
      harvest(tab);
      device.load(tab);
    } else if (kind < 92) {
      if (device.tabs.size() < TABS) {
        log(device, "opens a tab");
        device.open();
      } else {
        log(device, "closes a tab");
        harvest(tab);
        device.tabs.remove(tab);
        tab.close();
      }
    } else if (kind < 95) {
      device.offline = !device.offline;
      log(device, device.offline ? "goes offline" : "comes online");
      device.browser.context().setOffline(device.offline);
    } else if (kind < 97) {
      log.add(server.isRunning() ? "the server is killed" : "the server starts");
      toggle();
    } else if (kind < 98) {
      frozen = !frozen && server.isRunning();
      log.add(frozen ? "the server freezes" : "the server goes on");
      if (frozen) {
        server.freeze();
      } else if (server.isRunning()) {
        server.thaw();
      }
    } else {
      log(device, "all calls settle");
      settle(device);
    }
  }

  private void toggle() {
    if (server.isRunning()) {
      frozen = false;
      server.kill();
    } else {
      server.start();
    }
  }

  private void log(Device device, String what) {
    log.add(device.name + ", " + what);
  }

  /** Takes over which documents are durable. */
  private void harvest(Tab tab) {
    Json ids = Json.parse(tab.json("monkey.kept"));
    for (int i = 0; i < Json.size(ids); i++) {
      kept.add(Json.text(Json.at(ids, i)));
    }
    check(tab);
  }

  /** Documents that were written so far may be gone from now on. */
  private void undone() {
    devices.forEach(device -> device.tabs.forEach(this::harvest));
    kept.clear();
    devices.forEach(
        device -> device.tabs.forEach(tab -> tab.evaluate("monkey.kept.splice(0).length")));
  }

  private void check(Tab tab) {
    String broken = tab.json("monkey.broken");
    if (!broken.equals("[]")) {
      throw new AssertionError("an answer broke its promise: " + broken);
    }
    List<String> complaints = new ArrayList<>(tab.complaints());
    complaints.removeIf(one -> NOT_OURS.stream().anyMatch(one::contains));
    if (!complaints.isEmpty()) {
      throw new AssertionError("an error in the page: " + complaints);
    }
  }

  /** Waits until every call has an answer, and no unit of work is lost. */
  private void settle(Device device) {
    for (Tab tab : device.tabs) {
      tab.until("every call settles", "monkey.open", "{}");
      check(tab);
      harvest(tab);
      tab.until("each unit of work is in one state", "wrong()", "\"\"");
    }
  }

  /** All is well again: in the end both devices have what the server has. */
  private void end() {
    log.add("the end");
    frozen = false;
    for (Device device : devices) {
      device.come();
    }
    for (Device device : devices) {
      settle(device);
      while (device.tabs.size() > 1) {
        device.tabs.remove(1).close();
      }
      device.release = 2;
      device.load(device.tabs.get(0));
    }
    List<Tab> tabs = devices.stream().map(device -> device.tabs.get(0)).toList();
    for (int round = 0; round < 2; round++) {
      for (Tab tab : tabs) {
        tab.until("nothing is left to do", "finish()");
      }
    }
    for (Tab tab : tabs) {
      tab.until(
          "it has what the server has",
          "[offlineStorage.localVersion, offlineStorage.serverVersion]",
          "[" + hash() + "," + hash() + "]");
    }
    devices.forEach(this::settle);
    String state = tabs.get(0).json("offlineStorage.loadAppState({ peek: true })");
    for (Tab tab : tabs) {
      tab.until("equal states", "offlineStorage.loadAppState({ peek: true })", state);
    }
    Map<String, String> documents = server.documents(space);
    Set<String> lost = new TreeSet<>(kept);
    lost.removeIf(id -> documents.containsKey("kept/" + id));
    if (!lost.isEmpty()) {
      throw new AssertionError("durable, and gone: " + lost);
    }
  }

  private String hash() {
    return Await.until(
        "the server says its hash",
        () -> Json.stringify(SyncAnswer.stateHash(server.all(space))),
        hash -> !hash.isEmpty());
  }
}
