package dev.holdfast.verify.sim;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.SyncLock;

/**
 * Where a deliberate {@link Bug} sits: at the ports and on the wire. By itself it breaks nothing.
 */
class Hooks {
  Store store(Store store) {
    return store;
  }

  SpaceStore spaceStore(SpaceStore store) {
    return store;
  }

  Rules rules(Rules rules) {
    return rules;
  }

  Json request(Json request) {
    return request;
  }

  Json response(Json request, Json response) {
    return response;
  }

  /** The {@code Idempotency-Key} of a queued request that leaves; empty for none. */
  String key(String id) {
    return id;
  }

  /** A page's way to a REST backend. */
  Resources resources(Resources way) {
    return way;
  }

  /** Whether the server answers before it has committed. */
  boolean answersBeforeCommit() {
    return false;
  }

  /** What a captive portal answers to a push. */
  Json portal(Json request) {
    return Json.absent();
  }

  /** The subject that a page names to the server. */
  String subject(String subject) {
    return subject;
  }

  /** Whether the app calls a state the server's that its backend never got. */
  boolean adoptsUnheard() {
    return false;
  }

  /** Whether a snapshot is measured by what the page has when it is saved. */
  boolean measuresLate() {
    return false;
  }

  /** Whether a page sets aside what it cannot read of the queue of requests. */
  boolean mendsTheQueue() {
    return true;
  }

  /** Whether what could not be sealed goes when its subject leaves. */
  boolean leavesUnsealed() {
    return false;
  }

  /** Whether the documents go with their subject. */
  boolean deletesDocuments() {
    return true;
  }

  /** Whether a failed transaction leaves a part of what it wrote. */
  boolean keepsPartOfFailures() {
    return false;
  }

  SyncLock lock(SyncLock lock) {
    return lock;
  }

  Clock clock(Clock clock) {
    return clock;
  }

  Random random(Random random) {
    return random;
  }
}
