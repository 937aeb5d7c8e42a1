package dev.holdfast.verify.harness;

import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One user's browser: its storage, its service worker, and its tabs. */
public final class Profile implements AutoCloseable {
  private final BrowserContext context;
  private final Path folder;
  private final List<Tab> tabs = new ArrayList<>();

  Profile(BrowserContext context, Path folder) {
    this.context = context;
    this.folder = folder;
    context.setDefaultTimeout(60_000);
  }

  public BrowserContext context() {
    return context;
  }

  /** A new tab at this address. */
  public Tab open(String url) {
    Tab tab = newTab();
    tab.open(url);
    return tab;
  }

  /** A new empty tab. */
  public Tab newTab() {
    Tab tab = new Tab(context.newPage());
    tabs.add(tab);
    return tab;
  }

  /** The tab that {@code opener} opens by an expression of one argument named {@code it}. */
  public Tab openedBy(Tab opener, String expression, Object it) {
    Tab tab = new Tab(context.waitForPage(() -> opener.evaluate("void (" + expression + ")", it)));
    tabs.add(tab);
    return tab;
  }

  /** SIGKILL of the whole browser, as when power fails. Only for a browser on disk. */
  public void kill() {
    ProcessHandle process = ProcessHandle.of(Chromium.process(folder)).orElseThrow();
    process.destroyForcibly();
    Await.until("the browser is dead", process::isAlive, alive -> !alive);
    close();
  }

  /** Stops the service workers, as the browser may do at any time. Their storage stays. */
  public void stopWorkers() {
    CDPSession session = session();
    session.send("ServiceWorker.enable");
    session.send("ServiceWorker.stopAllWorkers");
    session.detach();
  }

  /** Freezes a tab for good: its scripts stop. */
  public void freeze(Tab tab) {
    JsonObject frozen = new JsonObject();
    frozen.addProperty("value", true);
    context.newCDPSession(tab.page()).send("Emulation.setScriptExecutionDisabled", frozen);
  }

  /**
   * Fires a sync event, as the browser does when it believes in a connection.
   *
   * @param lastChance whether the browser gives up on this tag if the worker fails
   */
  public void backgroundSync(String origin, String tag, boolean lastChance) {
    JsonObject event = new JsonObject();
    event.addProperty("tag", tag);
    event.addProperty("lastChance", lastChance);
    dispatch("ServiceWorker.dispatchSyncEvent", origin, event);
  }

  /** Fires a periodic sync event, as the browser does from time to time for an installed app. */
  public void periodicSync(String origin, String tag) {
    JsonObject event = new JsonObject();
    event.addProperty("tag", tag);
    dispatch("ServiceWorker.dispatchPeriodicSyncEvent", origin, event);
  }

  private void dispatch(String kind, String origin, JsonObject event) {
    CDPSession session = session();
    CompletableFuture<String> known = new CompletableFuture<>();
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        update ->
            update
                .getAsJsonArray("registrations")
                .forEach(
                    one ->
                        known.complete(one.getAsJsonObject().get("registrationId").getAsString())));
    session.send("ServiceWorker.enable");
    context.waitForCondition(known::isDone);
    event.addProperty("origin", origin);
    event.addProperty("registrationId", known.join());
    session.send(kind, event);
    session.detach();
  }

  /** Sets the quota of the origin to {@code bytes}, which includes what it uses already. */
  public void quota(String origin, long bytes) {
    JsonObject limit = new JsonObject();
    limit.addProperty("origin", origin);
    limit.addProperty("quotaSize", bytes);
    quotaSession().send("Storage.overrideQuotaForOrigin", limit);
  }

  /** Deletes all data of this site, as the browser does when it needs room. */
  public void clear(String origin) {
    JsonObject what = new JsonObject();
    what.addProperty("origin", origin);
    what.addProperty("storageTypes", "all");
    CDPSession session = session();
    session.send("Storage.clearDataForOrigin", what);
    session.detach();
  }

  /** Restores the browser's normal quota. */
  public void quotaAsUsual(String origin) {
    JsonObject noLimit = new JsonObject();
    noLimit.addProperty("origin", origin);
    quotaSession().send("Storage.overrideQuotaForOrigin", noLimit);
  }

  // An override ends with the session that made it, so that session stays open.
  private CDPSession quota;

  private CDPSession quotaSession() {
    if (quota == null) {
      quota = session();
    }
    return quota;
  }

  /** Deletes the databases of {@code origin}, as the browser does when it needs room. */
  public void evict(String origin) {
    JsonObject what = new JsonObject();
    what.addProperty("origin", origin);
    what.addProperty("storageTypes", "indexeddb");
    CDPSession session = session();
    session.send("Storage.clearDataForOrigin", what);
    session.detach();
  }

  private CDPSession session() {
    return context.newCDPSession(tabs.get(tabs.size() - 1).page());
  }

  @Override
  public void close() {
    try {
      context.close();
    } catch (PlaywrightException dead) {
      if (folder == null) {
        throw dead;
      }
    }
  }
}
