package dev.holdfast.verify.sim.ground;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.SyncLock;

/** Where a deliberate bug sits: at the ports and on the wire. By itself it breaks nothing. */
public class Hooks {
  public Store store(Store store) {
    return store;
  }

  public SpaceStore spaceStore(SpaceStore store) {
    return store;
  }

  public Rules rules(Rules rules) {
    return rules;
  }

  public Json request(Json request) {
    return request;
  }

  public Json response(Json request, Json response) {
    return response;
  }

  /** The {@code Idempotency-Key} of a queued request that leaves; empty for none. */
  public String key(String id) {
    return id;
  }

  /** A page's way to a REST backend. */
  public Resources resources(Resources way) {
    return way;
  }

  /** Whether the server answers before it has committed. */
  public boolean answersBeforeCommit() {
    return false;
  }

  /** What a captive portal answers to a push. */
  public Json portal(Json request) {
    return Json.absent();
  }

  /** The subject that a page names to the server. */
  public String subject(String subject) {
    return subject;
  }

  /** Whether the app calls a state the server's that its backend never got. */
  public boolean adoptsUnheard() {
    return false;
  }

  /** Whether a snapshot is measured by what the page has when it is saved. */
  public boolean measuresLate() {
    return false;
  }

  /** Whether a page sets aside what it cannot read of the queue of requests. */
  public boolean mendsTheQueue() {
    return true;
  }

  /** Whether what could not be sealed goes when its subject leaves. */
  public boolean leavesUnsealed() {
    return false;
  }

  /** Whether the documents go with their subject. */
  public boolean deletesDocuments() {
    return true;
  }

  /** Whether a failed transaction leaves a part of what it wrote. */
  public boolean keepsPartOfFailures() {
    return false;
  }

  public SyncLock lock(SyncLock lock) {
    return lock;
  }

  public Clock clock(Clock clock) {
    return clock;
  }

  public Random random(Random random) {
    return random;
  }
}
