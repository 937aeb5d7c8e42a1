package dev.holdfast.verify.sim;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.DamagedRequests;
import dev.holdfast.core.queue.Drain;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.RequestLog;
import dev.holdfast.core.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service worker of one device as far as it queues writes: the production log and drain over a
 * disk of their own. It is stopped at any moment; the browser then dispatches what has no answer
 * again, to the next instance.
 */
final class Worker {
  private static final double DEADLINE = 30_000;

  private final World world;
  private final Device device;
  private final LocalDisk disk;
  private final Dice dice;
  private final List<Fetch> open = new ArrayList<>();
  private final Names names;

  /** All that pages ever wrote, by body. */
  private final TreeMap<String, Till.Request> requests = new TreeMap<>();

  /** What a page was told is kept, by body. */
  private final TreeMap<String, Kept> kept = new TreeMap<>();

  /** By body: requests of which a record was made bad, which nobody is to look for. */
  private final TreeSet<String> damaged = new TreeSet<>();

  /** How often all was lost. */
  private int lost;

  private boolean served = true;
  private int made;
  private int instances;
  private Instance instance;

  /** A request, and since when it is in the log. */
  private record Kept(Till.Request request, double at) {}

  /** A page's call of {@code fetch} that has no answer yet. */
  private record Fetch(Till.Request request, int number) {}

  /** A request that was admitted, and how often all had been lost when it was. */
  private record Direct(Fetch fetch, Kept kept, int life) {}

  Worker(World world, Device device) {
    this.world = world;
    this.device = device;
    this.disk = new LocalDisk(world, 1_000 + device.number());
    this.dice = Dice.of(world.seed(), "worker", device.number());
    this.names = new Names(disk, world.till());
    this.instance = new Instance();
  }

  /** The queue's database is full, as the rest of the browser's disk is. */
  void fill(boolean full) {
    disk.fill(full);
  }

  /** A page writes. */
  void write(int lane, String token) {
    write(new Till.Request("/lane" + lane, token, "", List.of()));
  }

  /** A page makes something, or names what it made, by ids of its own. */
  void name(int lane, Dice dice, String token) {
    write(names.request(dice, "/lane" + lane, token));
  }

  private void write(Till.Request request) {
    Fetch fetch = new Fetch(request, ++made);
    requests.put(request.body(), request);
    open.add(fetch);
    instance.take(fetch);
  }

  /** The browser stops the worker, and starts another when it is needed. */
  void stop() {
    instance.dead = true;
    instance = new Instance();
    for (Fetch fetch : new ArrayList<>(open)) {
      world.agenda().after(dice.pause(200), instance, () -> again(fetch));
    }
    instance.drain();
  }

  private void again(Fetch fetch) {
    if (open.contains(fetch)) {
      instance.take(fetch);
    }
  }

  /**
   * The power fails, and with it go the pages that wait, and commits that are not on the medium.
   */
  void losePower() {
    double since = disk.losePower();
    kept.values().removeIf(one -> one.at() >= since);
    open.clear();
    world.till().forgetOrder(name());
    instance.dead = true;
    instance = new Instance();
    instance.drain();
  }

  /** The browser drops the queue with all else; the worker lives on. */
  void evict() {
    lost++;
    disk.evict();
    open.clear(); // with the marks: what is dispatched again would be new
    kept.clear();
    world.till().forgetOrder(name());
  }

  private String name() {
    return "d" + device.number();
  }

  /** The file in which the browser keeps one of the requests is gone. */
  void damage(Dice of) {
    List<String> keys = new ArrayList<>(disk.committed(Table.REQUESTS).keySet());
    if (keys.isEmpty() || !disk.isQuiet()) {
      return; // what is being written may have been read while it was whole
    }
    String key = keys.get(of.below(keys.size()));
    Json entry = disk.raw(Table.REQUESTS).getOrDefault(key, Json.absent());
    damaged.add(Json.text(Json.get(entry, "body")));
    disk.rot().make(Table.REQUESTS, key, Rot.LOST);
  }

  /** Whether a page has said whose requests may leave. */
  void serve(boolean somebody) {
    served = somebody;
    if (somebody) {
      instance.drain();
    }
  }

  /** The way is free: what waits is sent. */
  void wake() {
    instance.drain();
  }

  /** Whoever looks at the parked requests gives one another try, or gives it up. */
  void decide(boolean discard) {
    for (Json entry : disk.committed(Table.REQUESTS).values()) {
      if (Json.text(Json.get(entry, "state")).equals("parked")) {
        instance.decide(Json.text(Json.get(entry, "id")), discard);
        return;
      }
    }
  }

  /** I1: each request is in one state, and there are no more of them than pages made. */
  void check() {
    Json found = disk.committed(Table.META).get("audit");
    Json audit = found == null ? Json.object() : found;
    int sum = disk.raw(Table.REQUESTS).size();
    for (String fate : new String[] {"acknowledged", "discarded", "superseded", "archived"}) {
      sum += Records.number(audit, fate);
    }
    int total = Records.number(audit, "total");
    if (sum != total || total - Records.number(audit, "superseded") > made) {
      throw new Violation(
          "I1", "of " + made + " requests the log knows " + sum + ": " + Json.stringify(audit));
    }
  }

  /** After healing: nothing is left to send, and all that a page was told is kept is there. */
  void settled() {
    check();
    StringBuilder parked = new StringBuilder();
    for (Json entry : disk.committed(Table.REQUESTS).values()) {
      if (!Json.text(Json.get(entry, "state")).equals("parked")) {
        throw new Violation("I8", "a request is not sent: " + Json.stringify(entry));
      }
      names.parked(entry, damaged);
      parked.append(Json.stringify(entry));
    }
    for (Kept one : kept.values()) {
      Till.Request request = one.request();
      boolean there =
          parked.indexOf("\"" + request.body() + "\"") >= 0 || damaged.contains(request.body());
      if (!there && !world.till().took(request.body()) && !Till.refuses(request)) {
        throw new Violation("lost request", request + " was kept and is nowhere");
      }
    }
    disk.rot().settled();
  }

  /** Where the log has the entry; -1 if it is there no more. */
  private int place(String id) {
    for (Map.Entry<String, Json> e : disk.committed(Table.REQUESTS).entrySet()) {
      if (Json.text(Json.get(e.getValue(), "id")).equals(id)) {
        return Integer.parseInt(e.getKey());
      }
    }
    return -1;
  }

  /** One life of the worker. */
  private final class Instance implements LocalDisk.Client {
    private final String name = "w" + device.number() + "x" + ++instances;
    private final RequestLog log = new RequestLog(disk.openedBy(this));
    private final Drain drain;
    private boolean dead;
    private boolean draining;
    private boolean again;

    Instance() {
      drain =
          new Drain(
              log,
              (entry, sent) -> send(entry, outcome -> sent.with(outcome)),
              device.clock(this),
              device.random(10_000 + instances),
              () -> {},
              name);
    }

    @Override
    public boolean alive() {
      return !dead;
    }

    @Override
    public void wrote() {}

    void take(Fetch fetch) {
      int life = lost;
      Json entry = Json.object();
      Json.set(entry, "id", Json.of(name + "r" + fetch.number() + "t" + (int) (dice.next() * 1e9)));
      Json.set(entry, "lane", Json.of(fetch.request().lane()));
      Json.set(entry, "method", Json.of("POST"));
      Json.set(entry, "url", Json.of(fetch.request().lane()));
      Json.set(entry, "headers", Json.array());
      Json.set(entry, "body", Json.of(fetch.request().body()));
      Json.set(entry, "at", Json.of(world.agenda().now()));
      Json.set(entry, "client", Json.of("page"));
      Json.set(entry, "hash", Json.of(fetch.request().body()));
      Names.describe(fetch.request(), entry);
      log.admit(
          entry,
          device.cable(),
          name,
          (key, id, direct) -> {
            names.admitted(fetch.request());
            Kept admitted = new Kept(fetch.request(), world.agenda().now());
            if (direct) {
              Json.set(entry, "id", Json.of(id));
              send(entry, outcome -> direct(new Direct(fetch, admitted, life), key, id, outcome));
            } else {
              answer(new Direct(fetch, admitted, life), id);
              drain();
            }
          },
          failure -> open.remove(fetch));
    }

    private void direct(Direct sent, String key, String id, Outcome outcome) {
      boolean waits =
          outcome.fate() == Outcome.Fate.LATER || outcome.fate() == Outcome.Fate.UNKNOWN;
      boolean refused = !waits && outcome.fate() != Outcome.Fate.ACKNOWLEDGED;
      Outcome stored = refused ? new Outcome(Outcome.Fate.REFUSED, outcome.cause(), 0) : outcome;
      log.settle(
          key,
          id,
          stored,
          failure -> {
            if (failure != null) {
              drain.settle(key, id, stored, this::drain);
            }
            if (refused) {
              open.remove(sent.fetch());
              log.answered(id, done -> {});
            } else {
              answer(sent, id);
            }
            drain();
          });
    }

    private void answer(Direct sent, String id) {
      open.remove(sent.fetch());
      if (sent.life() == lost) {
        kept.put(sent.fetch().request().body(), sent.kept());
      }
      log.answered(id, failure -> {});
    }

    void decide(String id, boolean discard) {
      if (discard) {
        String body = body(id);
        log.discard(id, failure -> kept.remove(failure == null ? body : ""));
      } else {
        log.retry(id, name + "n" + (int) (dice.next() * 1e9), failure -> drain());
      }
    }

    private String body(String id) {
      for (Json entry : disk.committed(Table.REQUESTS).values()) {
        if (Json.text(Json.get(entry, "id")).equals(id)) {
          return Json.text(Json.get(entry, "body"));
        }
      }
      return "";
    }

    void drain() {
      again = true;
      if (draining || dead || !served) {
        return;
      }
      draining = true;
      again = false;
      Json holders = Json.array();
      Json.push(holders, Json.of(name));
      log.unsent(
          holders,
          entries -> {
            if (Json.size(entries) == 0) {
              drained(0);
            } else {
              drain.run(entries, (done, wait) -> drained(wait));
            }
          },
          this::unread);
    }

    /** A page that is open meets what cannot be read as well. */
    private void unread(@Nullable Failure failure) {
      boolean mends = !device.pages().isEmpty() && world.bugs().mendsTheQueue();
      if (mends && failure != null && failure.code() == Failure.Code.CORRUPT_PAGE) {
        double now = world.agenda().now();
        DamagedRequests.setAside(disk.openedBy(this), now, done -> drained(1_000));
      } else {
        drained(1_000);
      }
    }

    private void drained(double wait) {
      draining = false;
      if (again) {
        world.agenda().after(10, this, this::drain);
      } else if (wait > 0) {
        world.agenda().after(wait, this, this::drain);
      }
    }

    /** To the backend and back, with all that happens to requests on networks. */
    private void send(Json entry, Consumer<Outcome> heard) {
      boolean[] ended = {false};
      Consumer<Outcome> once =
          outcome -> {
            if (!ended[0]) {
              ended[0] = true;
              heard.accept(outcome);
            }
          };
      world.agenda().after(DEADLINE, this, () -> once.accept(Outcome.noAnswer()));
      Faults.Fate fate = world.faults().fate(dice);
      boolean nobody =
          fate == Faults.Fate.DROPPED_BEFORE_COMMIT
              || fate == Faults.Fate.HTML_200; // a portal's page is no answer
      if (!device.cable() || nobody) {
        world.agenda().after(dice.pause(500), this, () -> once.accept(Outcome.noAnswer()));
        return;
      }
      int early = early(fate);
      double there = 5 + dice.pause(fate == Faults.Fate.LATE ? 20_000 : 60);
      String id = Json.text(Json.get(entry, "id"));
      String key = world.bugs().key(id);
      String body = Json.text(Json.get(entry, "body"));
      Till.Request request = Objects.requireNonNull(requests.get(body));
      names.leaves(request, entry);
      world
          .agenda()
          .after(
              there,
              Agenda.WORLD,
              () -> {
                int status =
                    early >= 0 ? early : world.till().handle(name(), key, place(id), request);
                world.note("till" + status);
                boolean lost =
                    fate == Faults.Fate.DROPPED_AFTER_COMMIT || fate == Faults.Fate.TRUNCATED;
                double back = 5 + dice.pause(60);
                Outcome outcome = lost ? Outcome.noAnswer() : answered(status, request);
                world
                    .agenda()
                    .after(
                        back,
                        this,
                        () -> {
                          if (!outcome.id().isEmpty()) {
                            names.heard(request.makes());
                          }
                          once.accept(outcome);
                        });
              });
    }

    private Outcome answered(int status, Till.Request request) {
      Outcome outcome = Outcome.of(status, 0, false);
      String id = world.till().given(request.makes());
      boolean named = !id.isEmpty() && !id.equals(request.makes());
      return status == 200 && named ? outcome.naming(Json.stringify(Json.of(id))) : outcome;
    }

    /** What something before the backend answers; -1 if nothing does. */
    private static int early(Faults.Fate fate) {
      return switch (fate) {
        case STATUS_503 -> 503;
        case STATUS_429 -> 429;
        case REDIRECTED -> 0;
        default -> -1;
      };
    }
  }
}
