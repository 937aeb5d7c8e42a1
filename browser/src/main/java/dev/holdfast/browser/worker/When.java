package dev.holdfast.browser.worker;

/**
 * When a route's handler answers. At other times requests go to the network, as without a worker.
 */
public enum When {
  OFFLINE,
  ALWAYS,
  NEVER
}
