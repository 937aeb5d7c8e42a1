package dev.holdfast.verify.sim.worker;

import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.queue.DamagedRequests;
import dev.holdfast.core.queue.Drain;
import dev.holdfast.core.queue.Outcome;
import dev.holdfast.core.queue.RequestLog;
import dev.holdfast.core.store.Table;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.LocalDisk;
import dev.holdfast.verify.sim.device.Rot;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.server.Till;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The part of a device's service worker that queues writes: the production log and drain over a
 * disk of their own. The browser may stop it at any moment. It then dispatches unanswered requests
 * again, to the next instance.
 */
public final class Worker {
  private final Ground ground;
  private final Device device;
  private final LocalDisk disk;
  private final Dice dice;
  private final BooleanSupplier hasPages;
  private final List<Fetch> open = new ArrayList<>();

  /** Those that were dispatched again and are not admitted yet. */
  private final List<Fetch> returned = new ArrayList<>();

  private final Names names;
  private final Requests requests;
  private final TillWire wire;
  private boolean served = true;

  /** Whose requests the pages make; empty until somebody has signed in. */
  private String subject = "";

  private int instances;
  private Instance instance;

  /** A page's call of {@code fetch} that has no answer yet. */
  private record Fetch(Till.Request request, String subject, int number) {}

  /** A request that was admitted. */
  private record Direct(Fetch fetch, Requests.Kept kept) {}

  /**
   * @param hasPages whether a page is open
   */
  public Worker(Ground ground, Device device, Till till, BooleanSupplier hasPages) {
    this.ground = ground;
    this.device = device;
    this.hasPages = hasPages;
    this.disk = new LocalDisk(ground, 1_000 + device.number());
    this.dice = ground.dice("worker", device.number());
    this.names = new Names(disk, till);
    this.requests = new Requests(disk, till, names);
    this.wire = new TillWire(ground, device, disk, till, names, requests, dice);
    this.instance = new Instance();
  }

  /** Makes the queue's database full, like the rest of the browser's disk. */
  public void fill(boolean full) {
    disk.fill(full);
  }

  /** A page makes a request that writes. */
  public void write(int lane, String token) {
    write(new Till.Request(lane(lane), token, "", List.of()));
  }

  /** A page makes a request that creates a thing under a temporary id, or refers to one. */
  public void name(int lane, Dice dice, String token) {
    write(names.request(dice, lane(lane), token));
  }

  /** Somebody signs in who was nobody until now. The requests so far stay nobody's. */
  public void names(String who) {
    subject = who;
  }

  /** Each subject has lanes of its own. */
  private String lane(int number) {
    return (subject.isEmpty() ? "" : subject + " ") + "/lane" + number;
  }

  private void write(Till.Request request) {
    Fetch fetch = new Fetch(request, subject, requests.write(request));
    open.add(fetch);
    instance.take(fetch);
  }

  /** The browser stops the worker, and starts another when it is needed. */
  public void stop() {
    instance.dead = true;
    returned.clear();
    instance = new Instance();
    for (Fetch fetch : new ArrayList<>(open)) {
      ground.after(dice.pause(200), instance, () -> again(fetch));
    }
    instance.drain();
  }

  private void again(Fetch fetch) {
    if (open.contains(fetch)) {
      returned.add(fetch);
      instance.take(fetch);
    }
  }

  /**
   * The power fails. The waiting pages die, and commits that are not yet on the medium are lost.
   */
  public void losePower() {
    double since = disk.losePower();
    requests.lost(since);
    open.clear();
    returned.clear();
    wire.forgetOrder();
    instance.dead = true;
    instance = new Instance();
    instance.drain();
  }

  /** The browser deletes the queue with all other data. The worker lives on. */
  public void evict() {
    requests.lostAll();
    disk.evict();
    open.clear(); // their marks are gone: dispatched again, they would count as new
    returned.forEach(fetch -> wire.forgetMark(fetch.request()));
    wire.forgetOrder();
  }

  /** The browser loses the file of one request. */
  public void damage(Dice of) {
    List<String> keys = new ArrayList<>(disk.committed(Table.REQUESTS).keySet());
    if (keys.isEmpty() || !disk.isQuiet()) {
      return; // a write under way may have read the record while it was good
    }
    String key = keys.get(of.below(keys.size()));
    Json entry = disk.raw(Table.REQUESTS).getOrDefault(key, Json.absent());
    requests.damaged(Json.text(Json.get(entry, "body")));
    disk.rot().make(Table.REQUESTS, key, Rot.LOST);
  }

  /** Sets whether a page has said whose requests may be sent. */
  public void serve(boolean somebody) {
    served = somebody;
    if (somebody) {
      instance.drain();
    }
  }

  /** The backend can be reached: waiting requests are sent. */
  public void wake() {
    instance.drain();
  }

  /** The user retries or discards one of the parked requests. */
  public void decide(boolean discard) {
    for (Json entry : disk.committed(Table.REQUESTS).values()) {
      if (Json.text(Json.get(entry, "state")).equals("parked")) {
        instance.decide(Json.text(Json.get(entry, "id")), discard);
        return;
      }
    }
  }

  /** The requests that were made and what was promised, to be checked. */
  public Requests requests() {
    return requests;
  }

  /** One instance of the worker, from start to stop. */
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
              (entry, sent) -> wire.send(this, entry, outcome -> sent.with(outcome)),
              device.clock(this),
              device.random(10_000 + instances),
              key -> {},
              name);
    }

    @Override
    public boolean alive() {
      return !dead;
    }

    @Override
    public void wrote() {}

    void take(Fetch fetch) {
      int life = requests.life();
      Json entry = Json.object();
      Json.set(entry, "id", Json.of(name + "r" + fetch.number() + "t" + (int) (dice.next() * 1e9)));
      if (!fetch.subject().isEmpty()) {
        Json.set(entry, "subject", Json.of(fetch.subject()));
      }
      Json.set(entry, "lane", Json.of(fetch.request().lane()));
      Json.set(entry, "method", Json.of("POST"));
      Json.set(entry, "url", Json.of(fetch.request().lane()));
      Json.set(entry, "headers", Json.array());
      Json.set(entry, "body", Json.of(fetch.request().body()));
      Json.set(entry, "at", Json.of(ground.now()));
      Json.set(entry, "client", Json.of("page"));
      Json.set(entry, "hash", Json.of(fetch.request().body()));
      Names.describe(fetch.request(), entry);
      log.admit(
          entry,
          device.cable(),
          name,
          (key, id, direct) -> {
            returned.remove(fetch);
            names.admitted(fetch.request(), fetch.subject());
            Requests.Kept kept = new Requests.Kept(fetch.request(), ground.now(), life);
            Direct sent = new Direct(fetch, kept);
            if (direct) {
              Json.set(entry, "id", Json.of(id));
              wire.send(this, entry, outcome -> direct(sent, key, id, outcome));
            } else {
              answer(sent, id);
              drain();
            }
          },
          failure -> {
            open.remove(fetch);
            returned.remove(fetch);
          });
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
              answered(id);
            } else {
              answer(sent, id);
            }
            drain();
          });
    }

    private void answer(Direct sent, String id) {
      open.remove(sent.fetch());
      requests.keep(sent.kept());
      answered(id);
    }

    /** In a burst of writes the next admission stores it. */
    private void answered(String id) {
      log.answered(id);
      ground.after(dice.chance(0.5) ? 0 : 50, this, () -> log.storeAnswered(failure -> {}));
    }

    void decide(String id, boolean discard) {
      String body = body(id);
      if (discard) {
        requests.discards(body);
        log.discard(
            id,
            failure -> {
              if (failure != null) {
                requests.stays(body);
              }
            });
      } else {
        log.retry(
            id,
            name + "n" + (int) (dice.next() * 1e9),
            failure -> {
              if (failure == null) {
                requests.stays(body);
              }
              drain();
            });
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

    /** If a page is open, it finds the unreadable record too and sets it aside. */
    private void unread(@Nullable Failure failure) {
      boolean mends = hasPages.getAsBoolean() && ground.bugs().mendsTheQueue();
      if (mends && failure != null && failure.code() == Failure.Code.CORRUPT_PAGE) {
        double now = ground.now();
        DamagedRequests.setAside(disk.openedBy(this), now, done -> drained(1_000));
      } else {
        drained(1_000);
      }
    }

    private void drained(double wait) {
      draining = false;
      if (again) {
        ground.after(10, this, this::drain);
      } else if (wait > 0) {
        ground.after(wait, this, this::drain);
      }
    }
  }
}
