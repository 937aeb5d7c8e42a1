package dev.holdfast.verify.sim;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One browser profile: a disk, a clock that may be wrong, a lock, and tabs. */
final class Device {
  private final World world;
  private final int number;
  private final LocalDisk disk;
  private final Worker worker;
  private final Dice dice;
  private final HttpCache cache;
  private final List<Page> pages = new ArrayList<>();
  private final ArrayDeque<Claim> claims = new ArrayDeque<>();
  private @Nullable Claim holder;
  private double skew;
  private boolean cable = true;
  private String signedIn = SyncServer.SUBJECT;
  private @Nullable Page leaver;
  private boolean left;
  private int minted;
  private int opened;

  /** A page's wish for the lock. */
  private record Claim(Page page, SyncLock.Held held) {}

  Device(World world, int number) {
    this.world = world;
    this.number = number;
    this.disk = new LocalDisk(world, number);
    this.dice = Dice.of(world.seed(), "device", number);
    this.cache = new HttpCache(world, number);
    this.worker = new Worker(world, this);
  }

  int number() {
    return number;
  }

  LocalDisk disk() {
    return disk;
  }

  Worker worker() {
    return worker;
  }

  HttpCache cache() {
    return cache;
  }

  List<Page> pages() {
    return pages;
  }

  /** Whose credentials the browser sends. */
  String signedIn() {
    return signedIn;
  }

  /** Somebody signs in, in whatever tab; pages hear of it only by what the server answers. */
  void signIn(String subject) {
    signedIn = subject;
  }

  /** Somebody signs out by the page; until that has ended, or the page has, none is loaded. */
  void leaves(Page page) {
    leaver = page;
  }

  boolean isLeaving() {
    return leaver != null && leaver.alive();
  }

  /** Whether somebody ever set out to leave. */
  boolean wasLeft() {
    return leaver != null;
  }

  /** Nobody is signed in any more, and no page is loaded until somebody is. */
  void left() {
    left = true;
    signedIn = "";
  }

  /** Whether nobody is here. */
  boolean hasLeft() {
    return left;
  }

  /** The one who works here signs in; after having left, with a page. */
  void signInAgain() {
    signedIn = SyncServer.SUBJECT;
    if (left) {
      left = false;
      open();
    }
  }

  /** Whether there is any network. */
  boolean cable() {
    return cable;
  }

  // --- tabs ---

  Page open() {
    worker.serve(true);
    Page page = new Page(world, this, opened++);
    pages.add(page);
    page.start();
    return page;
  }

  void close(Page page) {
    page.die();
    pages.remove(page);
    claims.removeIf(claim -> claim.page() == page);
    if (holder != null && holder.page() == page) {
      holder = null;
      world.agenda().after(1, Agenda.WORLD, this::grant);
    }
  }

  void crash() {
    for (Page page : new ArrayList<>(pages)) {
      close(page);
    }
  }

  /** The power fails: what the disk had not synced yet is gone, newest first. */
  void losePower() {
    crash();
    world.ledger().lost(this, disk.losePower());
    world.ledger().forgotSending(this);
    worker.losePower();
  }

  /** The browser drops all site data, the queue's too. */
  void evict() {
    disk.evict();
    worker.evict();
  }

  void fill(boolean full) {
    disk.fill(full);
    worker.fill(full);
  }

  /** Tells the other tabs. */
  void broadcast(Page from, Json message) {
    for (Page page : new ArrayList<>(pages)) {
      if (page != from && !world.faults().message(dice)) {
        world.agenda().after(1 + dice.pause(5), page, () -> page.heard(message));
      }
    }
  }

  /** A poke from the server, on the one stream the browser has. */
  void poke(int version) {
    if (cable && !pages.isEmpty() && !world.faults().message(dice)) {
      Page page = pages.get(0);
      world.agenda().after(5 + dice.pause(80), page, () -> page.poked(version));
    }
  }

  // --- the lock ---

  /** The lock as the page has it. */
  SyncLock lock(Page page) {
    return world
        .bugs()
        .lock(
            held -> {
              claims.add(new Claim(page, held));
              world.agenda().after(0.1, Agenda.WORLD, this::grant);
            });
  }

  private void grant() {
    Claim claim = holder == null ? claims.poll() : null;
    if (claim == null) {
      return;
    }
    holder = claim;
    claim
        .held()
        .run(
            () -> {
              if (holder == claim) {
                holder = null;
                world.agenda().after(0.1, Agenda.WORLD, this::grant);
              }
            });
  }

  // --- clock, chance, network ---

  void jump(double ms) {
    skew += ms;
  }

  void plug(boolean on, boolean told) {
    cable = on;
    if (told) {
      for (Page page : new ArrayList<>(pages)) {
        page.hint(on);
      }
    }
  }

  Clock clock(Agenda.Life page) {
    return world
        .bugs()
        .clock(
            new Clock() {
              @Override
              public double now() {
                return 1_700_000_000_000.0 + Math.floor(world.agenda().now()) + skew;
              }

              @Override
              public Timer after(double ms, Runnable task) {
                return world.agenda().after(ms, page, task)::run;
              }
            });
  }

  /** Mints ids that say where and in which order they were made. */
  Random random(int page) {
    Dice pageDice = Dice.of(world.seed(), "page" + number, page);
    return world
        .bugs()
        .random(
            new Random() {
              @Override
              public double next() {
                return pageDice.next();
              }

              @Override
              public String hex(int digits) {
                if (minted == MOST_IDS) {
                  throw new Violation(
                      "endless", "device " + Device.this.number + " makes work without end");
                }
                return "d" + number + "x" + DIGITS.substring(digits(++minted)) + minted;
              }
            });
  }

  /** A device that mints as many is in a loop: a world of 500 steps needs some hundreds. */
  private static final int MOST_IDS = 20_000;

  private static final String DIGITS = "000000";

  private static int digits(int n) {
    return Integer.toString(n).length();
  }
}
