package dev.holdfast.verify.sim;

import dev.holdfast.core.Failure;
import dev.holdfast.core.Failure.Code;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Head;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says whether the guarantees hold, from what is on the disks and what went over the wire. */
final class Oracle {
  /** A mutation stored a revision. */
  record Effect(String origin, String id, Revision revision) {}

  private final World world;
  private final TreeSet<String> everStored = new TreeSet<>();
  private final Map<Integer, Integer> checked = new TreeMap<>();
  private Model model = new Model();
  private Model modelBackup = new Model();
  private TreeSet<String> effects = new TreeSet<>();
  private TreeSet<String> effectsBackup = new TreeSet<>();
  private final Map<String, String> lastInOrder = new TreeMap<>();

  /** Mutations that came elsewhere or came back: they keep no order with later ones. */
  private final TreeSet<String> carried = new TreeSet<>();

  /** The epoch of a server that lost something without saying so; until it has another. */
  private @Nullable String silent;

  Oracle(World world) {
    this.world = world;
  }

  /** A mutation was carried to another device, or comes back out of an archive. */
  void carried(String id) {
    carried.add(id);
  }

  /** The device is about to lose everything; what it has sent may still arrive. */
  void lost(Device device) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      carried(Json.text(Json.get(entry, "id")));
    }
    for (Json record : device.disk().committed(Table.ARCHIVE).values()) {
      archived(record, this::carried);
    }
  }

  private static void archived(Json record, Consumer<String> ids) {
    Json rows = Json.get(record, "entries");
    for (int i = 0; i < Json.size(rows); i++) {
      ids.accept(Json.text(Json.get(Json.at(Json.at(rows, i), 1), "id")));
    }
  }

  /** Whether a later mutation may have overtaken this one. */
  private boolean isCarried(String id) {
    for (Device device : world.devices()) {
      for (Json record : device.disk().committed(Table.ARCHIVE).values()) {
        archived(record, this::carried); // put aside by a reset when it was on its way
      }
    }
    return carried.contains(id);
  }

  void compacted() {
    model.compact();
  }

  void backedUp() {
    modelBackup = model.copy();
    effectsBackup = new TreeSet<>(effects);
  }

  /** The server's disk was put back to the backup; {@code lost} whether it had gone on since. */
  void restored(boolean lost) {
    model = modelBackup.copy();
    for (String effect : effects) { // a late copy of what was sent before may still arrive
      carried(effect.substring(effect.indexOf('/') + 1));
    }
    effects = new TreeSet<>(effectsBackup);
    world.reads().pastChanged();
    if (lost) {
      Head head = world.server().disk().head();
      silent = head == null ? "" : head.epoch();
      pastChanged();
    }
  }

  private void pastChanged() {
    lastInOrder.clear();
    world.ledger().pastChanged();
    world.reads().pastChanged();
  }

  /** Whether the server lost something, and nobody has noticed so far. */
  private boolean isSilent() {
    Head head = world.server().disk().head();
    return head == null || head.epoch().equals(silent);
  }

  // --- what goes over the wire ---

  /** I3: the server takes a request as the subject's who is signed in. */
  void authenticated(Json request, String subject) {
    if (!subject.equals(SyncServer.SUBJECT)) {
      throw new Violation(
          "I3",
          "work of "
              + SyncServer.SUBJECT
              + " is taken as "
              + subject
              + "'s: "
              + Json.stringify(request));
    }
  }

  /** The server committed an answer. */
  void served(Json request, Json response, List<Effect> stored) {
    for (Effect effect : stored) {
      effect(effect);
    }
    Json receipts = SyncAnswer.receipts(response);
    Json mutations = SyncRequest.mutations(request);
    String sender = SyncRequest.replica(request);
    for (int i = 0; !Json.isAbsent(receipts) && i < Json.size(receipts); i++) {
      Json receipt = Json.at(receipts, i);
      boolean pushed = i < Json.size(mutations);
      Json mutation = pushed ? Json.at(mutations, i) : asked(request, receipt);
      Model.Outcome expected =
          pushed
              ? model.take(mutation, sender, world.server().picky())
              : model.known(mutation, sender);
      if (expected == null) {
        throw new Violation(
            "receipt", Json.stringify(receipt) + " for what never came: " + mutation);
      }
      compare(expected, receipt, mutation);
      if (Receipt.isAccepted(receipt)) {
        world.ledger().accepted(sender, Json.text(Mutation.id(mutation)));
      }
    }
  }

  /** The mutation of unknown outcome that the receipt answers. */
  private static Json asked(Json request, Json receipt) {
    Json unknown = SyncRequest.unknown(request);
    for (int i = 0, n = Json.size(unknown); i < n; i++) {
      if (Json.equal(Mutation.id(Json.at(unknown, i)), Receipt.id(receipt))) {
        return Json.at(unknown, i);
      }
    }
    throw new Violation("receipt", Json.stringify(receipt) + " was not asked for");
  }

  private void effect(Effect effect) {
    once(effect.origin() + "/" + effect.id());
    Revision revision = effect.revision();
    String key = ServerDisk.key(revision.collection(), revision.doc());
    everStored.add(stored(key, revision.version(), revision.value()));
    if (isSilent()) {
      pastChanged();
    }
    world.ledger().stored(key, revision.value());
    inOrder(key, effect.id());
  }

  private void once(String id) {
    if (!effects.add(id)) {
      throw new Violation("I5", "the mutation " + id + " had a second effect");
    }
  }

  /** An app's REST backend stored what a mutation brought. */
  void took(String id, String key, Json value) {
    once("/" + id);
    world.ledger().stored(key, value);
    inOrder(key, id);
  }

  /** I4: what one device makes of a document takes effect in the order it was made in. */
  private void inOrder(String key, String id) {
    if (carried.contains(id)) {
      return;
    }
    String lane = key + " " + id.substring(0, id.indexOf('x'));
    String before = lastInOrder.put(lane, id);
    if (before != null && before.compareTo(id) > 0) {
      if (!isCarried(id)) {
        throw new Violation("I4", key + ": " + id + " took effect after " + before);
      }
      lastInOrder.put(lane, before);
    }
  }

  private static String stored(String key, double version, Json value) {
    return (long) version + " " + key + " " + (Json.isAbsent(value) ? "" : Json.stringify(value));
  }

  private static void compare(Model.Outcome expected, Json receipt, Json mutation) {
    String status = Receipt.status(receipt);
    Json told = status.equals(Receipt.CONFLICT) ? Receipt.server(receipt) : receipt;
    boolean same = status.equals(expected.status());
    if (same && !status.equals(Receipt.REJECTED)) {
      same = (int) Receipt.version(told) == expected.version();
    }
    if (same && (status.equals(Receipt.MERGED) || status.equals(Receipt.CONFLICT))) {
      Json value = Receipt.value(told);
      String text = expected.text();
      same = text == null ? Json.isAbsent(value) : Json.stringify(value).equals(text);
    }
    if (!same) {
      throw new Violation(
          "receipt",
          "for "
              + Json.stringify(mutation)
              + " expected "
              + expected
              + ", got "
              + Json.stringify(receipt));
    }
  }

  // --- what methods answer ---

  /** A sync answered that all of this is acknowledged. */
  void promised(Device device, List<String> ids) {
    for (Json entry : device.disk().committed(Table.OUTBOX).values()) {
      String id = Json.text(Json.get(entry, "id"));
      if (ids.contains(id)) {
        throw new Violation("sync", "answered true, but " + id + " is not acknowledged");
      }
    }
  }

  /** A method ended. */
  void ended(Device device, String what, @Nullable Failure failure) {
    if (failure != null) {
      world.note(what + failure.code());
      boolean expected =
          switch (failure.code()) {
            case QUOTA -> device.disk().isFull();
            case CORRUPT_PAGE -> device.disk().rot().any(); // not even that could be written
            case NEWER_DATA -> device.disk().layout().wasNewer();
            case SIGNED_OUT -> device.wasLeft();
            case STORE_CLOSED, STATE_NOT_LOADED, UNKNOWN_KEY -> true;
            default -> false;
          };
      if (!expected) {
        throw new Violation("failure", what + " failed: " + failure.getMessage(), failure);
      }
    }
  }

  /** The app was told that something went wrong. */
  void told(Device device, Failure failure) {
    boolean own =
        world.rest() != null; // each replica has a lineage of its own, imports bring others
    if (failure.code() == Code.EPOCH_CHANGED && world.server().lineages() == 0 && !own) {
      throw new Violation("lineage", "a new epoch, but no backup was restored");
    }
    if (failure.code() == Code.EPOCH_CHANGED) {
      world.ledger().remade(device);
    }
    // A cursor that went with a damaged record cannot tell the server that its past is another one.
    boolean unaware = world.server().lineages() > 0 && device.disk().rot().wasBad();
    if (!Page.isExpected(failure) && !(unaware && failure.code() == Code.DIVERGED)) {
      throw new Violation("failure", "device " + device.number() + ": " + failure.getMessage());
    }
  }

  // --- what is on the disks ---

  /** After every step. */
  void check() {
    for (Device device : world.devices()) {
      device.worker().check();
      Json meta = Records.meta(device.disk());
      if (Json.isAbsent(meta) || device.disk().rot().any()) {
        continue;
      }
      int generation = Records.number(meta, "generation");
      Integer before = checked.put(device.number(), generation);
      if (before == null || before != generation) {
        conserved(device, meta);
        serverVersion(device, meta);
      }
    }
  }

  /** I1: each unit of work is in one state. */
  private static void conserved(Device device, Json meta) {
    Json audit = Json.get(meta, "audit");
    int sum = device.disk().committed(Table.OUTBOX).size();
    for (String fate :
        new String[] {"acknowledged", "merged", "superseded", "discarded", "archived"}) {
      sum += Records.number(audit, fate);
    }
    int archived = 0;
    for (Json record : device.disk().committed(Table.ARCHIVE).values()) {
      archived += Json.size(Json.get(record, "entries"));
    }
    archived += device.disk().rot().archived();
    if (sum != Records.number(audit, "total") || archived != Records.number(audit, "archived")) {
      throw new Violation(
          "I1",
          "device "
              + device.number()
              + ": audit "
              + Json.stringify(audit)
              + ", "
              + device.disk().committed(Table.OUTBOX).size()
              + " in the outbox, "
              + archived
              + " archived");
    }
  }

  private void serverVersion(Device device, Json meta) {
    StateHash hash = StateHash.EMPTY;
    TreeMap<String, Json> documents = Records.documents(device.disk());
    for (Map.Entry<String, Json> e : documents.entrySet()) {
      String key = e.getKey();
      Json value = Records.value(e.getValue());
      int slash = key.indexOf('/');
      hash = hash.plus(StateHash.of(key.substring(0, slash), key.substring(slash + 1), value));
      double version = Json.number(Json.at(e.getValue(), 0));
      AppServer apps = world.appServer();
      boolean known =
          apps == null
              ? everStored.contains(stored(key, version, value))
              : key.startsWith("~") || Json.isAbsent(value) || apps.held(key, value);
      if (!known) {
        throw new Violation(
            "I2",
            "device "
                + device.number()
                + " takes for the server's what never was: "
                + stored(key, version, value));
      }
    }
    String claimed = Json.text(Json.get(meta, "hash"));
    if (!hash.hex().equals(claimed)) {
      throw new Violation("hash", "device " + device.number() + ": the hash is not the pages'");
    }
    if (world.appServer() == null) {
      cursor(device, meta, documents);
    } else if (world.rest() != null) {
      RestRows.check(device, meta, documents);
    }
  }

  /** I7: what the cursor has passed is there. */
  private void cursor(Device device, Json meta, TreeMap<String, Json> documents) {
    Head head = world.server().disk().head();
    Json epoch = Json.get(meta, "epoch");
    if (head == null || Json.isTrue(Json.get(meta, "booting")) || !Json.isString(epoch)) {
      return;
    }
    if (!head.epoch().equals(Json.text(epoch)) || isSilent()) {
      return;
    }
    double cursor = Json.number(Json.get(meta, "cursor"));
    TreeMap<String, Long> newest = new TreeMap<>();
    for (Revision revision : world.server().disk().log().headMap((long) cursor, true).values()) {
      newest.put(ServerDisk.key(revision.collection(), revision.doc()), revision.version());
    }
    for (Map.Entry<String, Long> e : newest.entrySet()) {
      Json mine = documents.get(e.getKey());
      Revision revision = world.server().disk().log().get(e.getValue());
      boolean gone = revision == null || revision.deleted();
      boolean behind = mine == null ? !gone : Json.number(Json.at(mine, 0)) < e.getValue();
      if (behind) {
        throw new Violation(
            "I7",
            "device "
                + device.number()
                + " is at "
                + cursor
                + " without "
                + e.getKey()
                + " of version "
                + e.getValue());
      }
    }
  }

  // --- after healing ---

  /** Everybody is in step. */
  void converged() {
    String serverHash = world.serverHash();
    TreeMap<String, String> truth = world.truth();
    AppServer apps = world.appServer();
    for (Device device : world.devices()) {
      int left = device.disk().committed(Table.OUTBOX).size();
      if (left > 0) {
        throw new Violation(
            "I8",
            "device "
                + device.number()
                + " still has "
                + left
                + " unsent: "
                + Json.stringify(device.disk().committed(Table.OUTBOX).firstEntry().getValue()));
      }
      TreeMap<String, String> mine = new TreeMap<>();
      for (Map.Entry<String, Json> e : Records.documents(device.disk()).entrySet()) {
        Json value = Records.value(e.getValue());
        if (!Json.isAbsent(value) && (apps == null || !e.getKey().startsWith("~"))) {
          mine.put(e.getKey(), apps == null ? Json.stringify(value) : apps.comparable(value));
        }
      }
      if (!mine.equals(truth)) {
        throw new Violation(
            "convergence", "device " + device.number() + " has " + mine + ", the server " + truth);
      }
      for (Page page : new ArrayList<>(device.pages())) {
        page(page, serverHash);
      }
    }
    world.ledger().settle(world.devices());
  }

  private static void page(Page page, String serverHash) {
    String local = page.replica().localVersion();
    String server = page.replica().serverVersion();
    boolean empty = local.isEmpty() && server.isEmpty();
    if (!empty && (!local.equals(server) || !serverHash.isEmpty() && !server.equals(serverHash))) {
      throw new Violation(
          "convergence", page + " is at " + server + " / " + local + ", the server " + serverHash);
    }
  }
}
