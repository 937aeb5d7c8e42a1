package dev.holdfast.verify.harness;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.LoadState;
import dev.holdfast.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A tab of a {@link Profile}. Scripts are expressions, evaluated in the page. A promise is awaited.
 * The message of a failed wait includes the page's errors.
 */
public final class Tab {
  /** The product's longest pauses take a minute. A busy machine needs some more. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private boolean dead;

  Tab(Page page) {
    this.page = page;
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onCrash(gone -> dead = true);
  }

  public Page page() {
    return page;
  }

  /** Console errors and uncaught exceptions so far. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  public void open(String url) {
    page.navigate(url);
  }

  public void reload() {
    page.reload();
    page.waitForLoadState(LoadState.LOAD);
  }

  public void close() {
    page.close();
  }

  /** Kills the tab's process. Tabs that share it die too. */
  public void kill() {
    try {
      page.navigate("chrome://crash"); // returns when the process is dead
    } catch (PlaywrightException dead) {
      // the dead process does not answer
    }
    page.close();
  }

  /** Whether its process died. Playwright may not know yet that a process has just died. */
  public boolean isDead() {
    try {
      page.evaluate("0");
    } catch (PlaywrightException crashed) {
      dead = true;
    }
    return dead;
  }

  /**
   * The value of an expression in Playwright's types: String, Boolean, Integer, Double, List, Map.
   */
  public Object evaluate(String expression) {
    return page.evaluate("async () => (" + expression + ")");
  }

  /** The value of an expression of one argument named {@code it}. */
  public Object evaluate(String expression, Object it) {
    return page.evaluate("async it => (" + expression + ")", it);
  }

  /** Whether an expression is true, not only truthy. */
  public boolean is(String expression) {
    return Boolean.TRUE.equals(evaluate(expression));
  }

  /** The value of an expression as canonical JSON; {@code undefined} as that word. */
  public String json(String expression) {
    String text =
        (String)
            page.evaluate(
                "async () => { const v = await ("
                    + expression
                    + "); return v === undefined ? 'undefined' : JSON.stringify(v); }");
    return text.equals("undefined") ? text : Json.text(Json.canonical(Json.parse(text)));
  }

  /** Waits until an expression is true. */
  public void until(String what, String expression) {
    try {
      Await.until(
          what + " (" + expression + ")", PATIENCE, () -> tryJson(expression), "true"::equals);
    } catch (AssertionError failed) {
      throw new AssertionError(failed.getMessage() + state(), failed);
    }
  }

  /** Waits until an expression has this value, given as JSON. */
  public void until(String what, String expression, String json) {
    String expected = json.equals("undefined") ? json : Json.text(Json.canonical(Json.parse(json)));
    try {
      Await.until(
          what + " (" + expression + " is " + expected + ")",
          PATIENCE,
          () -> tryJson(expression),
          expected::equals);
    } catch (AssertionError failed) {
      throw new AssertionError(failed.getMessage() + state(), failed);
    }
  }

  /** Waits until the first sync of this tab is over. It begins when the tab is verified online. */
  public void untilSynced() {
    until(
        "the first sync is over",
        "networkStatus.lastVerifiedAt > 0 && offlineStorage.lastSyncedTime > 0"
            + " && offlineStorage.syncState === 'idle'");
  }

  /** Waits for the scripts that a page loads after its start. */
  public void loadAll() {
    evaluate("import('/holdfast/holdfast-more.js').catch(() => {})");
  }

  /** Waits until the page is offline. Checks again if an earlier check still reached the server. */
  void offline() {
    until("the page knows that it is offline", "networkStatus.check()", "\"offline\"");
  }

  /** While a page loads, its expressions have no value yet. */
  private String tryJson(String expression) {
    try {
      return json(expression);
    } catch (PlaywrightException e) {
      return "(" + e.getMessage().lines().findFirst().orElse("") + ")";
    }
  }

  private String state() {
    return "; the page complained: " + complaints + "; it stands at " + stand();
  }

  /** Where the page stands, as it says so itself. That need not be what we could read. */
  private String stand() {
    try {
      return String.valueOf(
          evaluate(
              "JSON.stringify({ sync: offlineStorage.syncState, net: networkStatus.detail, error:"
                  + " offlineStorage.lastError, pending: offlineStorage.pending, conflicts:"
                  + " offlineStorage.conflicts })"));
    } catch (PlaywrightException gone) {
      return String.valueOf(gone.getMessage());
    }
  }

  /** The file that the browser saves because of {@code trigger}. */
  public Saved save(Runnable trigger) {
    Download download = page.waitForDownload(trigger);
    try {
      return new Saved(download.suggestedFilename(), Files.readString(download.path()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that the browser saved. */
  public record Saved(String name, String text) {}
}
