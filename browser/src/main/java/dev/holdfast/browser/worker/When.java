package dev.holdfast.browser.worker;

/**
 * When a route's handler answers. {@code OFFLINE}: the network, and the handler once it is gone.
 * {@code NEVER}: these requests are left to the browser.
 */
public enum When {
  OFFLINE,
  ALWAYS,
  NEVER
}
