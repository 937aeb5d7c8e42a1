/**
 * Who has promised what, and what came of it. Each class keeps one account and throws a {@link
 * dev.holdfast.verify.sim.ground.Violation} as soon as it does not balance.
 *
 * <p>{@link dev.holdfast.verify.sim.judge.Ledger} has the edits that were acknowledged, {@link
 * dev.holdfast.verify.sim.judge.Effects} what mutations did at the server, {@link
 * dev.holdfast.verify.sim.judge.Shown} what the server has shown, {@link
 * dev.holdfast.verify.sim.judge.Reads} what pages have read, {@link
 * dev.holdfast.verify.sim.judge.Receipts} what the server answered.
 */
@NullMarked
package dev.holdfast.verify.sim.judge;

import org.jspecify.annotations.NullMarked;
