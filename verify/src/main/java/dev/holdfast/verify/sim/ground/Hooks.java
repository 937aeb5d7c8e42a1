package dev.holdfast.verify.sim.ground;

import dev.holdfast.core.Clock;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.SpaceStore;
import dev.holdfast.core.store.Store;
import dev.holdfast.core.sync.SyncLock;

/**
 * The places where a deliberate bug can sit: at the ports and on the wire. This class changes
 * nothing.
 */
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

  /** The {@code Idempotency-Key} with which a queued request is sent; empty for none. */
  public String key(String id) {
    return id;
  }

  /** A page's access to a REST backend. */
  public Resources resources(Resources way) {
    return way;
  }

  /** Whether the server answers before it has committed. */
  public boolean answersBeforeCommit() {
    return false;
  }

  /** A captive portal's answer to a push. */
  public Json portal(Json request) {
    return Json.absent();
  }

  /** The subject that a page names to the server. */
  public String subject(String subject) {
    return subject;
  }

  /** Whether the app saves a state as synced that its backend never received. */
  public boolean adoptsUnheard() {
    return false;
  }

  /** Whether a snapshot is compared with what the page holds at the save, not at the snapshot. */
  public boolean measuresLate() {
    return false;
  }

  /** Whether choosing the server's side gives up what merged without contradiction too. */
  public boolean dropsWhatMerged() {
    return false;
  }

  /** Whether a page of the first release writes into a newer release's state. */
  public boolean writesNewerState() {
    return false;
  }

  /** Whether a page sets aside unreadable records of the queue. */
  public boolean mendsTheQueue() {
    return true;
  }

  /** Whether a save deletes the documents that have no place in the state. */
  public boolean deletesMisfits() {
    return false;
  }

  /** Whether a save counts a misfit as what its page has seen. */
  public boolean seesMisfits() {
    return false;
  }

  /** Whether unsent work that could not be sealed is deleted when its subject signs out. */
  public boolean leavesUnsealed() {
    return false;
  }

  /** Whether the documents are deleted when their subject signs out. */
  public boolean deletesDocuments() {
    return true;
  }

  /** Whether a failed transaction leaves a part of its writes. */
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
