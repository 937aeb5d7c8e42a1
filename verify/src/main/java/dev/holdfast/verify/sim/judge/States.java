package dev.holdfast.verify.sim.judge;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.SchemaVersion;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.ground.Edit;
import dev.holdfast.verify.sim.ground.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The states that pages were given. Checks that each document of the space has a place in the state
 * or is a misfit, that the same documents always give the same state, that a conversion into
 * another shape loses nothing, and that a save leaves misfits alone.
 */
public final class States {
  /** The version of the state is no part of it. */
  private static final String SCHEMA = SchemaVersion.COLLECTION + "/" + SchemaVersion.DOC;

  /** By the hash of the local version and the declared shape: the state without its order. */
  private final Map<String, String> states = new TreeMap<>();

  /** By the documents before and the declared shape: what a conversion made of them. */
  private final Map<String, String> conversions = new TreeMap<>();

  /** A call that reads or writes a state, from its begin to its end. */
  public final class Call {
    private final Device device;
    private final int commits;
    private final Set<String> ids;
    private final List<Json> unsent;
    private final Set<String> tokens;
    private final String before;

    private Call(Device device) {
      this.device = device;
      this.commits = device.disk().commits();
      this.ids = Records.unsent(device.disk());
      this.unsent = List.copyOf(device.disk().committed(Table.OUTBOX).values());
      this.tokens = tokens(true);
      this.before = local();
    }

    /**
     * The documents with local changes, without places and the order of lists; empty if a merge
     * decides about them, or a schema does.
     */
    private String local() {
      Json meta = Records.meta(device.disk());
      if (Json.isAbsent(meta) || Records.number(meta, "schema") > 0) {
        return "";
      }
      TreeMap<String, String> local = new TreeMap<>();
      TreeMap<String, Json> documents = Records.documents(device.disk());
      documents.forEach((key, document) -> put(local, key, Records.value(document)));
      Set<String> changed = new TreeSet<>();
      for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
        String key = Json.text(Json.get(entry, "key"));
        Json server =
            documents.containsKey(key) ? Records.value(documents.get(key)) : Json.absent();
        if (!changed.add(key) || !Json.equal(server, Json.get(entry, "baseValue"))) {
          return "";
        }
        put(local, key, Json.get(entry, "value"));
      }
      return local.toString();
    }

    private static void put(TreeMap<String, String> local, String key, Json content) {
      local.remove(key);
      if (!Json.isAbsent(content)) {
        local.put(key, Json.stringify(unordered(Placed.value(content))));
      }
    }

    /** Whether this call has written, and nobody else since it began. */
    private boolean wroteAlone() {
      return device.disk().justWrote() && device.disk().commits() == commits + 1;
    }

    /**
     * The tokens that the local version shows. Where a merge decides, it is not known which.
     *
     * @param surely whether only those count then that local changes brought, else all of them
     */
    private Set<String> tokens(boolean surely) {
      TreeMap<String, Set<String>> local = new TreeMap<>();
      TreeMap<String, Json> present = new TreeMap<>();
      Set<String> merged = new TreeSet<>();
      Records.documents(device.disk())
          .forEach((key, document) -> present.put(key, Records.value(document)));
      present.forEach((key, content) -> local.put(key, shown(content)));
      for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
        String key = Json.text(Json.get(entry, "key"));
        Json base = Json.get(entry, "baseValue");
        Json value = Json.get(entry, "value");
        Set<String> tokens = local.computeIfAbsent(key, any -> new TreeSet<>());
        Set<String> before = shown(base);
        Set<String> after = shown(value);
        tokens.removeIf(token -> before.contains(token) && !after.contains(token));
        if (surely && !Json.equal(present.getOrDefault(key, Json.absent()), base)) {
          tokens.clear();
          merged.add(key);
        }
        if (merged.contains(key)) { // what was there before may be gone by the merge
          after.removeAll(before);
        }
        tokens.addAll(after);
        present.put(key, value);
      }
      local.keySet().removeIf(key -> key.startsWith("~order/")); // ids, also of what is gone
      Set<String> all = new TreeSet<>();
      local.values().forEach(all::addAll);
      return all;
    }

    private static Set<String> shown(Json content) {
      Set<String> tokens = new TreeSet<>();
      Edit.tokens(Placed.value(content), tokens);
      return tokens;
    }

    /**
     * A page was given a state.
     *
     * @param version the hash of the local version that it was made of
     * @param schema the version of the page's release
     */
    public void loaded(String version, String shape, int schema, Json state, Json misfits) {
      if (wroteAlone()) {
        tokens.removeAll(tokens(false));
        if (!tokens.isEmpty()) {
          throw new Violation("conversion", "loses " + tokens);
        }
        if (!device.disk().isWhole()) {
          throw new Violation("part", device.number() + " converts while documents are missing");
        }
        alike(shape, local());
      }
      same(version, shape, state, misfits);
      LocalDisk disk = device.disk();
      boolean inStep = disk.committed(Table.OUTBOX).isEmpty() && !disk.rot().any();
      boolean later = Json.isAbsent(state) && waits(Records.meta(disk), schema);
      if (inStep && version.equals(hash(disk)) && !later) {
        placed(Records.documents(disk), state, misfits);
      }
    }

    private void alike(String shape, String after) {
      if (before.isEmpty() || after.isEmpty()) {
        return;
      }
      String made = conversions.putIfAbsent(before + " " + shape, after);
      if (made != null && !made.equals(after)) {
        throw new Violation("conversion", before + " became " + made + ", now " + after);
      }
    }

    /**
     * Whether there is no state yet: what is here has an older form and cannot be migrated, since
     * damage or a pull under way leaves documents missing, and no state in the release's form was
     * ever made of them.
     */
    private static boolean waits(Json meta, int schema) {
      if (Json.isAbsent(meta)) {
        return false;
      }
      boolean part =
          Json.isTrue(Json.get(meta, "partial")) || Json.isTrue(Json.get(meta, "booting"));
      boolean made = !Json.equal(Json.get(meta, "migrated"), Json.of(""));
      boolean older =
          Records.number(meta, "schema") < schema
              || (Records.number(meta, "serverSchema") < schema && !made);
      return part && older;
    }

    private static String hash(LocalDisk disk) {
      Json meta = Records.meta(disk);
      return Json.isAbsent(meta) ? "" : Json.text(Json.get(meta, "hash"));
    }

    /**
     * A page has saved its state.
     *
     * @param misfits the misfits that the page knew of
     */
    public void saved(Json misfits) {
      if (!wroteAlone()) {
        return;
      }
      TreeMap<String, Json> beside = values(misfits);
      for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
        boolean mine = !ids.contains(Json.text(Json.get(entry, "id"))) && !standsOnAnother(entry);
        Json misfit = beside.get(Json.text(Json.get(entry, "key")));
        if (mine && misfit != null && losesIt(misfit, entry) && !isLost(misfit, entry)) {
          throw new Violation("misfit", "a save writes " + Json.stringify(entry));
        }
      }
    }

    /** Whether somebody has edited the misfit itself, and this is made on top of that. */
    private boolean standsOnAnother(Json entry) {
      Json replaces = Json.get(entry, "replaces");
      boolean another = false;
      for (int i = 0; i < Json.size(replaces); i++) {
        another |= ids.contains(Json.text(Json.at(replaces, i)));
      }
      return another;
    }

    /**
     * Whether it takes the place of an entry that loses the misfit, too. One that was sent is not
     * among those that it {@code replaces}.
     */
    private boolean isLost(Json misfit, Json entry) {
      Set<String> left = Records.unsent(device.disk());
      boolean lost = false;
      for (Json before : unsent) {
        lost |=
            Json.equal(Json.get(before, "key"), Json.get(entry, "key"))
                && !left.contains(Json.text(Json.get(before, "id")))
                && losesIt(misfit, before);
      }
      return lost;
    }
  }

  /** Whether an entry was made on the misfit and loses some of it. */
  private static boolean losesIt(Json misfit, Json entry) {
    return Json.equal(Placed.value(Json.get(entry, "baseValue")), misfit)
        && loses(misfit, Placed.value(Json.get(entry, "value")));
  }

  /** Whether a field is gone. A person may have typed what has the same id, with a local change. */
  private static boolean loses(Json misfit, Json value) {
    boolean loses = !Json.isObject(misfit) || !Json.isObject(value);
    Json names = loses ? Json.array() : Json.keys(misfit);
    for (int i = 0; i < Json.size(names); i++) {
      loses |= Json.isAbsent(Json.get(value, Json.at(names, i)));
    }
    return loses;
  }

  /** A page begins to read or write its state. */
  public Call begin(Device device) {
    return new Call(device);
  }

  private void same(String version, String shape, Json state, Json misfits) {
    if (version.isEmpty() || Json.isAbsent(state)) {
      return;
    }
    String now = Json.stringify(unordered(state)) + " beside " + values(misfits).keySet();
    String before = states.putIfAbsent(version + " " + shape, now);
    if (before != null && !before.equals(now)) {
      throw new Violation("state", "the same documents gave " + before + ", now " + now);
    }
  }

  private static TreeMap<String, Json> values(Json misfits) {
    TreeMap<String, Json> values = new TreeMap<>();
    for (int i = 0; i < Json.size(misfits); i++) {
      Json one = Json.at(misfits, i);
      values.put(Json.text(Json.get(one, "key")), Json.get(one, "value"));
    }
    return values;
  }

  /** The state with its lists sorted: a list's order is not only in its documents. */
  private static Json unordered(Json value) {
    if (Json.isObject(value)) {
      Json out = Json.object();
      Json names = Json.sortedKeys(value);
      for (int i = 0; i < Json.size(names); i++) {
        Json.set(out, Json.at(names, i), unordered(Json.get(value, Json.at(names, i))));
      }
      return out;
    }
    if (!Json.isArray(value)) {
      return value;
    }
    TreeMap<String, Json> sorted = new TreeMap<>();
    for (int i = 0; i < Json.size(value); i++) {
      sorted.put(Json.stringify(Json.at(value, i)) + " " + i, Json.at(value, i));
    }
    Json out = Json.array();
    sorted.values().forEach(one -> Json.push(out, one));
    return out;
  }

  // --- each document has a place ---

  private static void placed(TreeMap<String, Json> documents, Json state, Json misfits) {
    TreeMap<String, Json> beside = values(misfits);
    for (Map.Entry<String, Json> e : documents.entrySet()) {
      if (e.getKey().equals(SCHEMA)) {
        continue;
      }
      Json value = Placed.value(Records.value(e.getValue()));
      Json misfit = beside.remove(e.getKey());
      boolean there =
          Json.isAbsent(value)
              || (misfit == null ? isIn(state, e.getKey(), value) : Json.equal(misfit, value));
      if (!there) {
        throw new Violation(
            "state",
            e.getKey()
                + " "
                + Json.stringify(value)
                + " is neither in the state nor a misfit: "
                + (Json.isAbsent(state) ? "none" : Json.stringify(state))
                + " beside "
                + Json.stringify(misfits));
      }
    }
    if (!beside.isEmpty()) {
      throw new Violation("state", "misfits that no document is: " + beside.keySet());
    }
  }

  private static boolean isIn(Json state, String key, Json value) {
    int slash = key.indexOf('/');
    String collection = key.substring(0, slash).replace("%2F", "/").replace("%25", "%");
    String id = key.substring(slash + 1);
    if (collection.equals("~") && id.equals("~")) {
      return Json.equal(state, value);
    }
    if (!Json.isObject(state)) {
      return false;
    }
    if (collection.equals("~order")) {
      return !Json.isAbsent(Json.get(state, unescaped(id)));
    }
    Json part = Json.get(state, unescaped(collection));
    if (id.equals("~")) {
      return Json.equal(part, value)
          || (isEmpty(value) && !Json.isAbsent(part))
          || isAmong(part, value);
    }
    if (Json.isObject(part)) {
      return Json.equal(Json.get(part, unescaped(id)), value);
    }
    for (int i = 0; Json.isArray(part) && i < Json.size(part); i++) {
      Json element = Json.at(part, i);
      if (Json.isObject(element) && Json.equal(Json.get(element, "id"), Json.of(unescaped(id)))) {
        Json own = Json.copy(element);
        if (Json.isAbsent(Json.get(value, "id"))) {
          Json.remove(own, Json.of("id"));
        }
        return Json.equal(own, value);
      }
    }
    return false;
  }

  /** Whether a value that waits to be converted is there, with documents beside it. */
  private static boolean isAmong(Json part, Json value) {
    boolean list = Json.isArray(value) && Json.isArray(part);
    boolean among = list || (Json.isObject(value) && Json.isObject(part));
    Json names = list || !among ? Json.array() : Json.keys(value);
    for (int i = 0; i < Json.size(names); i++) {
      Json name = Json.at(names, i);
      among &= Json.equal(Json.get(part, name), Json.get(value, name));
    }
    for (int i = 0; list && i < Json.size(value); i++) {
      among &= has(part, Json.at(value, i));
    }
    return among;
  }

  private static boolean has(Json list, Json element) {
    boolean has = false;
    for (int i = 0; i < Json.size(list); i++) {
      has |= Json.equal(Json.at(list, i), element);
    }
    return has;
  }

  /** An empty map that was kept until it had fields. */
  private static boolean isEmpty(Json value) {
    return Json.isObject(value) && Json.size(Json.keys(value)) == 0;
  }

  private static String unescaped(String name) {
    return name.startsWith("~") ? name.substring(1) : name;
  }
}
