package dev.holdfast.verify.sim.page;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.sync.SyncLock;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Records;
import dev.holdfast.verify.sim.device.WebLock;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.judge.Arrivals;
import dev.holdfast.verify.sim.judge.Ledger;
import dev.holdfast.verify.sim.server.Till;
import dev.holdfast.verify.sim.worker.Worker;
import java.util.ArrayList;
import java.util.List;

/** One browser profile on a device: tabs, their messages to each other, and a worker. */
public final class Browser implements Page.Host {
  private final Ground ground;
  private final Device device;
  private final HttpCache cache;
  private final Loader loader;
  private final Ledger ledger;
  private final Arrivals arrivals;
  private final Dice dice;
  private final WebLock lock;
  private final Worker worker;
  private final List<Page> pages = new ArrayList<>();
  private int opened;
  private String declared = "";

  /** Loads a page of the app. */
  public interface Loader {
    Page load(Browser browser, int number);
  }

  /**
   * @param cache the cache between the browser and the app's backend
   * @param till receives the requests that the browser's worker intercepts
   */
  public Browser(
      Ground ground,
      Device device,
      HttpCache cache,
      Till till,
      Loader loader,
      Ledger ledger,
      Arrivals arrivals) {
    this.ground = ground;
    this.device = device;
    this.cache = cache;
    this.loader = loader;
    this.ledger = ledger;
    this.arrivals = arrivals;
    this.dice = ground.dice("device", device.number());
    this.lock = new WebLock(ground);
    this.worker = new Worker(ground, device, till, () -> !pages.isEmpty());
  }

  public Device device() {
    return device;
  }

  public HttpCache cache() {
    return cache;
  }

  public Worker worker() {
    return worker;
  }

  public List<Page> pages() {
    return pages;
  }

  // --- tabs ---

  public Page open() {
    worker.serve(true);
    Page page = loader.load(this, opened++);
    pages.add(page);
    page.start();
    return page;
  }

  /** A release is published here that declares the shape of the notes. Open tabs are of older. */
  public void declare(String shape) {
    declared = shape;
  }

  @Override
  public String declared() {
    return declared;
  }

  /** Whether a tab is open that does not run the release which is published. */
  public boolean isOld() {
    return pages.stream().anyMatch(page -> !page.declared().equals(declared));
  }

  public void close(Page page) {
    page.die();
    pages.remove(page);
    lock.died(page);
  }

  /** All tabs die. */
  public void crash() {
    for (Page page : new ArrayList<>(pages)) {
      close(page);
    }
  }

  /** The power fails. What the disk had not synced yet is lost, newest first. */
  public void losePower() {
    crash();
    ledger.lost(device, device.disk().losePower());
    ledger.forgotSending(device);
    worker.losePower();
  }

  /** The browser deletes all data of the site, with the queue. */
  public void evict() {
    device.disk().evict();
    worker.evict();
  }

  public void fill(boolean full) {
    device.disk().fill(full);
    worker.fill(full);
  }

  /** The owner signs in. If they had signed out, a page is opened. */
  public void signInAgain() {
    if (device.login().again()) {
      open();
    }
  }

  /**
   * @param told whether the browser tells its pages
   */
  public void plug(boolean on, boolean told) {
    device.plug(on);
    if (told) {
      for (Page page : new ArrayList<>(pages)) {
        page.hint(on);
      }
    }
  }

  /** The device loses or resets its versions. Its pages may save again what they show. */
  public void forgets() {
    for (Page page : pages) {
      ledger.shows(device, page.app().state());
      page.forgotten();
    }
  }

  /** A poke from the server, on the browser's only live stream. */
  public void poke(int version) {
    if (device.cable() && !pages.isEmpty() && !ground.faults().message(dice)) {
      Page page = pages.get(0);
      ground.after(5 + dice.pause(80), page, () -> page.poked(version));
    }
  }

  // --- what its pages call ---

  @Override
  public SyncLock lock(Page page) {
    return lock.of(page);
  }

  @Override
  public void broadcast(Page from, Json message) {
    for (Page page : new ArrayList<>(pages)) {
      if (page != from && !ground.faults().message(dice)) {
        ground.after(1 + dice.pause(5), page, () -> page.heard(message));
      }
    }
  }

  @Override
  public void writes(Page page) {
    for (Page other : pages) {
      if (other != page) {
        other.othersWrite();
      }
    }
  }

  @Override
  public boolean isAlone() {
    return pages.size() == 1;
  }

  @Override
  public void unseals() {
    Records.sealed(device.disk()).forEach(id -> arrivals.archive(device, id));
  }
}
