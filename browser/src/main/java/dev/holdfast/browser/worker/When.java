package dev.holdfast.browser.worker;

/** When a route's handler answers; otherwise the browser does what it would do without us. */
public enum When {
  OFFLINE,
  ALWAYS,
  NEVER
}
