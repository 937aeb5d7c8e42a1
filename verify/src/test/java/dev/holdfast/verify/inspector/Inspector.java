package dev.holdfast.verify.inspector;

import dev.holdfast.verify.harness.Profile;
import dev.holdfast.verify.harness.Tab;

/** The inspector in a tab of its own, as a developer has it beside the app. */
final class Inspector {
  private final Tab tab;

  private Inspector(Tab tab) {
    this.tab = tab;
  }

  static Inspector open(Profile browser, String url) {
    Tab tab = browser.open(url + "/holdfast/inspector.html");
    tab.until("it has looked", "document.documentElement.dataset.ready === 'yes'");
    return new Inspector(tab);
  }

  Tab tab() {
    return tab;
  }

  /** Lets a page of the app tell what it does. */
  static void tell(Tab app) {
    app.evaluate("void import('/holdfast/inspector/tell.js')");
  }

  /** Waits for the headline's code, and for words of its sentence. */
  void says(String code, String words) {
    tab.until("it says why", "document.querySelector('#headline').dataset.code", quoted(code));
    tab.until(
        "in words", "document.querySelector('#headline').textContent.includes('" + words + "')");
  }

  /** Waits until it is said besides the headline. */
  void saysBesides(String code) {
    tab.until(
        "it is said besides", "!!document.querySelector('#besides [data-code=" + code + "]')");
  }

  /** Waits until a section shows a text. */
  void shows(String section, String text) {
    tab.until(
        section + " shows " + text,
        "document.querySelector('#" + section + "').textContent.includes(" + quoted(text) + ")");
  }

  String text() {
    return (String) tab.evaluate("document.body.innerText");
  }

  Tab.Saved report() {
    return tab.save(() -> tab.page().click("#report"));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
