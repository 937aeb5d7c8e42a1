package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.space.TestSpaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the release before left: its devices, and the spaces of its server. */
abstract class EarlierReleaseFixture {
  /** The folder of the data of earlier releases. */
  public static final Path FIXTURES = Path.of("../verify/fixtures");

  final Json recorded = parsed();
  final TestSpaces spaces = open();

  /** The spaces of that release's server, as it left them. */
  protected abstract TestSpaces open();

  /** The layout of the data; that of another is opened by {@code -Dholdfast.recorded}. */
  protected String layout() {
    return System.getProperty("holdfast.recorded", "layout-3");
  }

  protected Path fixture(String ending) {
    return FIXTURES.resolve(layout() + ending);
  }

  protected Json parsed() {
    try {
      return Json.parse(Files.readString(fixture(".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  final void close() {
    spaces.close();
  }

  Json of(String name, String what) {
    return Json.get(Json.get(Json.get(recorded, "devices"), name), what);
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    Json all = Json.sortedKeys(Json.get(recorded, "devices"));
    for (int i = 0; i < Json.size(all); i++) {
      names.add(Json.text(Json.at(all, i)));
    }
    assertThat(names).hasSize(10);
    return names;
  }

  /** A page of the device of that name, which this release opens. */
  Device.Tab page(String name) {
    Device device = new Device();
    device.disk.plant(of(name, "tables"));
    Device.Tab page = device.tab(Recording.SHAPES);
    assertThat(page.lost).as(name).isEmpty();
    return page;
  }

  TestServer serverOf(String name) {
    return name.equals("scalar") ? Recording.scalars(spaces) : Recording.kitchen(spaces);
  }

  /** People's entries in a list of what is not finished: {@code key id state}. */
  static List<String> work(Json says, String list) {
    List<String> work = new ArrayList<>();
    Json entries = Json.get(says, list);
    for (int i = 0; i < Json.size(entries); i++) {
      Json one = Json.at(entries, i);
      String key = Json.text(Json.get(one, "key"));
      if (!key.startsWith("~order/")) {
        work.add(key + " " + Device.text(Json.get(one, "id")) + Json.get(one, "state"));
      }
    }
    return work;
  }

  static void same(String name, Json says, Json said, String what) {
    assertThat(Json.text(Json.canonical(Json.get(says, what))))
        .as("%s: %s", name, what)
        .isEqualTo(Json.text(Json.canonical(Json.get(said, what))));
  }

  static String text(Device.Tab page, String key) {
    return Json.text(Json.get(Device.json(page.peek()), key));
  }

  static List<String> ids(Device.Tab page, String key) {
    List<String> ids = new ArrayList<>();
    Json list = Json.get(Device.json(page.peek()), key);
    for (int i = 0; i < Json.size(list); i++) {
      ids.add(Json.text(Json.get(Json.at(list, i), "id")));
    }
    return ids;
  }

  long version(String collection, String doc) {
    return spaces.tryOut("kitchen", store -> store.current(collection, doc)).version();
  }

  boolean at(String collection, String doc, long version) {
    return spaces.tryOut("kitchen", store -> store.at(collection, doc, version) != null);
  }
}
