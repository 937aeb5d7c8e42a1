package dev.holdfast.verify.harness;

import dev.holdfast.core.json.Json;

/**
 * A browser of Debian's that Playwright cannot drive, with the few functions that our tests need.
 */
public abstract class OtherBrowser implements AutoCloseable {
  OtherBrowser() {}

  /** A new tab at this address. Returns once the page has loaded. */
  public abstract Page open(String url);

  /** The browser again, after all its pages were closed. Its disk is unchanged. */
  public abstract OtherBrowser again();

  @Override
  public abstract void close();

  static String quoted(String text) {
    return Json.stringify(Json.of(text));
  }

  /** A tab. Scripts are expressions, evaluated in the page. A promise is awaited. */
  public abstract static class Page {
    Page() {}

    public abstract void open(String url);

    public abstract void close();

    /**
     * The text that an expression returns or promises.
     *
     * @throws IllegalStateException if the expression throws, or the page cannot evaluate it
     */
    abstract String text(String expression);

    /** The value of an expression as canonical JSON; {@code undefined} as that word. */
    public String json(String expression) {
      String text =
          text(
              "(async () => { const v = await ("
                  + expression
                  + "); return v === undefined ? 'undefined' : JSON.stringify(v); })()");
      return text.equals("undefined") ? text : Json.text(Json.canonical(Json.parse(text)));
    }

    /** Waits until an expression has this value, given as canonical JSON. */
    public void until(String what, String expression, String json) {
      Await.until(
          what + " (" + expression + " is " + json + ")",
          Tab.PATIENCE,
          () -> tryJson(expression),
          json::equals);
    }

    /** While a page loads, its expressions have no value yet. */
    private String tryJson(String expression) {
      try {
        return json(expression);
      } catch (IllegalStateException e) {
        return String.valueOf(e.getMessage());
      }
    }
  }
}
