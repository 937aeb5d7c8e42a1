package dev.holdfast.core.replica;

import dev.holdfast.core.CountedRandom;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.MemorySpaces;
import dev.holdfast.core.space.TestSpaces;

/**
 * Plays people who use the present release, and records what then lies on their devices, and what
 * the release says about it. Later releases have to open it: {@link EarlierReleaseContract}. It
 * uses what every release has, so it can be taken to the sources of an earlier one.
 */
public final class Recording {
  /** What the app declares. */
  static final String SHAPES = "{'byId':'map','noMap':'map','fixed':'value'}";

  /** Every shape, and what looks like one of our own names. */
  private static final String STATE =
      "{'tasks':[{'id':'c','title':'third letter'},{'id':'a','title':'first'},{'id':'b','n':2}],"
          + "'steps':[{'id':'s1'},{'id':'s2'},{'id':'s3'},{'id':'s4'}],"
          + "'rows':[{'id':'r2','v':1},{'id':'r1','v':1}],"
          + "'numbered':[{'id':2,'t':'two'},{'id':1,'t':'one'}],"
          + "'nothing':[],'plain':[1,'two',null,[3]],"
          + "'byId':{'x':{'n':1},'~y':{'n':2},'a/b%':{'n':3}},'noMap':{},"
          + "'fixed':[{'id':'q'},{'id':'p'}],"
          + "'settings':{'theme':'dark','deep':{'er':[{'and':'deeper'}]}},"
          + "'~tilde':[{'id':'~z'},{'id':'~~'},{'id':'a/b%c'}],'~':'under a tilde',"
          + "'a/b%c':{'~':1},'text':'\u00e4\ud83d\ude00','nul':null,'zero':0,'no':false}";

  private final TestServer server;
  private final TestServer scalars;
  private final Device first = new Device("first");
  private final Device.Tab tab = first.tab(SHAPES);
  private final Json devices = Json.object();
  private Json exported = Json.absent();

  private Recording(TestSpaces spaces) {
    server = kitchen(spaces);
    scalars = scalars(spaces);
  }

  static TestServer kitchen(TestSpaces spaces) {
    return new TestServer(new CountedRandom("kitchen"), spaces, "kitchen");
  }

  static TestServer scalars(TestSpaces spaces) {
    return new TestServer(new CountedRandom("scalars"), spaces, "scalars");
  }

  /**
   * Plays it all on the server with these spaces, the same each time. Returns {@code {devices:
   * {name: {tables, says, synced}}, exported}}. {@code says} is what a device says when it is
   * opened again, {@code synced} what it says after a sync; that is recorded only with spaces in
   * memory, since each device needs a server of its own for it.
   */
  public static Json play(TestSpaces spaces) {
    Recording made = new Recording(spaces);
    made.people();
    if (spaces instanceof MemorySpaces memory) {
      Json names = Json.sortedKeys(made.devices);
      for (int i = 0, n = Json.size(names); i < n; i++) {
        String name = Json.text(Json.at(names, i));
        made.sync(name, Json.get(made.devices, name), memory.copy());
      }
    }
    Json recorded = Json.object();
    Json.set(recorded, "devices", made.devices);
    Json.set(recorded, "exported", made.exported);
    return recorded;
  }

  private void people() {
    tab.save(STATE);
    tab.sync(server);
    for (int i = 1; i <= 9; i++) {
      tab.put("notes/n" + i, "{'text':'note " + i + "','by':{'name':'ann'}}");
    }
    tab.put("counts/one", "1");
    tab.put("tasks/later", "{'id':'later','title':'beside the list'}");
    tab.put("notes/gone", "{'text':'deleted'}");
    tab.sync(server);
    tab.put("notes/gone", "");
    tab.sync(server);
    edited();
    moved();
    killed();
    archived();
    sealed();
    outbox();
    others();
    record("settled", first);
    neverOnline();
    ownFunction();
    scalar();
  }

  /** A device that has the state of the server and is offline from now on. */
  private Device.Tab inStep(Device device) {
    Device.Tab mine = device.tab(SHAPES);
    mine.sync(server);
    mine.load();
    return mine;
  }

  /** Replaces parts of the state that the page has, and saves it. */
  private static void save(Device.Tab page, String... changed) {
    Json state = Device.json(page.peek());
    for (int i = 0; i < changed.length; i += 2) {
      Json.set(state, changed[i], Device.json(changed[i + 1]));
    }
    page.save(Device.text(state));
  }

  /** Something of each shape is edited, added and removed, more than once. */
  private void edited() {
    Device device = new Device("edited");
    Device.Tab mine = inStep(device);
    save(mine, "settings", "{'theme':'light','deep':{'er':[]}}");
    save(
        mine,
        "tasks",
        "[{'id':'new','title':'in front'},{'id':'a','title':'edited'},{'id':'c','title':'third"
            + " letter'},{'id':'later','title':'beside the list'}]",
        "nothing",
        "[{'id':'something'}]",
        "byId",
        "{'x':{'n':1,'more':true},'a/b%':{'n':3},'z':{}}",
        "noMap",
        "{'k':{'v':1}}",
        "numbered",
        "[{'id':1,'t':'one'},{'id':2,'t':'two'},{'id':3}]",
        "fixed",
        "[{'id':'p'}]");
    save(mine, "settings", "{'theme':'light','deep':{'er':[1]}}");
    record("edited", device);
  }

  /** Lists are moved here and by others. */
  private void moved() {
    Device device = new Device("moved");
    Device.Tab mine = inStep(device);
    save(
        mine,
        "steps",
        "[{'id':'s4'},{'id':'s1'},{'id':'mine'},{'id':'s2'}]",
        "~tilde",
        "[{'id':'a/b%c'},{'id':'~~'},{'id':'~new'},{'id':'~z'}]");
    record("moved", device);
  }

  /** The browser was killed in the middle of a push, and had edited on. */
  private void killed() {
    Device device = new Device("killed");
    Device.Tab mine = inStep(device);
    mine.put("notes/n2", "{'text':'sent','by':{'name':'ann'}}");
    mine.put("notes/n3", "");
    mine.put("notes/n10", "{'text':'new'}");
    mine.begin();
    mine.put("notes/n2", "{'text':'after that','by':{'name':'ann'}}");
    mine.put("notes/n2", "{'text':'and once more','by':{'name':'ann'}}");
    mine.put("notes/n3", "{'text':'not deleted after all'}");
    save(mine, "zero", "1");
    record("killed", device);
  }

  private void archived() {
    Device device = new Device("archived");
    Device.Tab mine = inStep(device);
    save(mine, "text", "'first'");
    save(mine, "text", "'second'", "tasks", "[{'id':'c','title':'third letter'}]");
    mine.reset();
    mine.sync(server);
    mine.load();
    mine.put("notes/n4", "{'text':'after the reset','by':{'name':'ann'}}");
    save(mine, "text", "'third'");
    save(mine, "text", "'fourth'");
    record("archived", device);
  }

  private void sealed() {
    Device device = new Device("sealed");
    Device.Tab mine = inStep(device);
    mine.put("notes/n5", "{'text':'sealed','by':{'name':'ann'}}");
    mine.put("notes/n6", "");
    save(mine, "rows", "[{'id':'r1','v':1},{'id':'r2','v':2}]");
    mine.must(done -> Seal.close(mine.replica, (left, failure) -> done.ended(failure)));
    record("sealed", device);
  }

  /** One entry in every state but on its way, see {@link #killed}. */
  private void outbox() {
    Device device = new Device("outbox");
    Device.Tab mine = inStep(device);
    tab.put("notes/n1", "{'text':'theirs','by':{'name':'bob'}}");
    tab.sync(server);
    mine.put("notes/n1", "{'text':'mine','by':{'name':'ann'},'also':1}");
    mine.put("notes/" + "x".repeat(1030), "{'text':'its id is too long'}");
    mine.sync(server);
    mine.put("notes/n7", "{'text':'arrived','by':{'name':'ann'}}");
    mine.put("notes/n8", "");
    Exchange lost = mine.begin();
    Json arrived = Json.array();
    Json.push(arrived, Json.at(SyncRequest.mutations(lost.request()), 0));
    server.sync(
        SyncRequest.of("outbox", SyncRequest.epoch(lost.request()), lost.cursor(), 1000, arrived));
    Json none = Work.cause("NO_ANSWER", "the answer got lost");
    mine.must(done -> mine.replication.failed(lost, true, none, done));
    mine.put("notes/n7", "{'text':'arrived, then edited','by':{'name':'ann'}}");
    mine.put("notes/n9", "");
    mine.put("notes/n11", "{'text':'exported'}");
    exported = mine.export();
    mine.put("notes/n11", "{'text':'exported, then edited'}");
    mine.put("notes/n12", "{'text':'edited'}");
    mine.put("notes/n12", "{'text':'edited twice'}");
    record("outbox", device);
  }

  /** What the others do meanwhile. */
  private void others() {
    tab.load();
    save(
        tab,
        "steps",
        "[{'id':'s2'},{'id':'s1'},{'id':'theirs'},{'id':'s3'},{'id':'s4'}]",
        "rows",
        "[{'id':'r1','v':1},{'id':'r0','v':1},{'id':'r2','v':1}]",
        "settings",
        "{'theme':'dark','deep':{'er':[{'and':'deeper'}]},'added':true}");
    tab.put("notes/n4", "{'text':'note 4','by':{'name':'bob'}}");
    tab.sync(server);
  }

  private void neverOnline() {
    Device device = new Device("neverOnline");
    Device.Tab mine = device.tab(SHAPES);
    mine.save("{'mine':[{'id':'2nd'},{'id':'1st'}],'none':[],'byId':{'own':{}},'noMap':{}}");
    mine.save("{'mine':[{'id':'1st'},{'id':'2nd'}],'none':[],'byId':{'own':{}},'noMap':{}}");
    record("neverOnline", device);
  }

  /** An app with a sync function of its own, which has not taken the last list. */
  private void ownFunction() {
    Device device = new Device("ownFunction");
    Device.Tab mine = device.tab(SHAPES);
    mine.save(STATE);
    mine.taken(mine.offer(), "");
    save(mine, "tasks", "[{'id':'b','n':3},{'id':'c','title':'third letter'}]");
    Offer refused = mine.offer();
    mine.must(
        done ->
            mine.replication.refused(refused, new Failure(Failure.Code.NOT_NOW, "not now"), done));
    save(mine, "zero", "2");
    record("ownFunction", device);
  }

  private void scalar() {
    Device device = new Device("scalar");
    Device.Tab mine = device.tab();
    mine.save("['a state','that is','no object']");
    mine.sync(scalars);
    mine.save("'and now a text'");
    record("scalar", device);
  }

  private void record(String name, Device device) {
    Json one = Json.object();
    Json.set(one, "tables", device.disk.recorded());
    Json.set(one, "says", says(device.tab(SHAPES)));
    Json.set(devices, name, one);
  }

  private void sync(String name, Json one, MemorySpaces copy) {
    Device device = new Device(name + "Synced");
    device.disk.plant(Json.get(one, "tables"));
    Device.Tab mine = device.tab(SHAPES);
    if (!name.equals("ownFunction")) {
      mine.must(done -> Seal.open(mine.replica, done));
      mine.sync(name.equals("scalar") ? scalars(copy) : kitchen(copy));
      Json.set(one, "synced", says(mine));
    }
  }

  /** What a page says that is open on a device. */
  static Json says(Device.Tab page) {
    Json says = Json.object();
    Json.set(says, "state", Device.json(page.peek()));
    Json.set(says, "pending", page.pending());
    Json.set(says, "conflicts", page.conflicts());
    Json.set(says, "parked", page.parked());
    Json.set(says, "audit", page.audit());
    Json.set(says, "serverVersion", Json.of(page.replica.serverVersion()));
    Json.set(says, "history", page.read(read -> History.list(page.replica, read)));
    Json.set(says, "archives", page.read(read -> Archives.list(page.replica, read)));
    return says;
  }
}
