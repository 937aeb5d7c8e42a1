/**
 * Who was promised what, and whether it was kept. Each class keeps one account and throws a {@link
 * dev.holdfast.verify.sim.ground.Violation} as soon as it is wrong.
 *
 * <p>{@link dev.holdfast.verify.sim.judge.Ledger} keeps the edits that were acknowledged, {@link
 * dev.holdfast.verify.sim.judge.Effects} the effects of mutations at the server, {@link
 * dev.holdfast.verify.sim.judge.Shown} the values that the server has had, {@link
 * dev.holdfast.verify.sim.judge.Reads} the values that pages have read, {@link
 * dev.holdfast.verify.sim.judge.Receipts} the answers of the server.
 */
@NullMarked
package dev.holdfast.verify.sim.judge;

import org.jspecify.annotations.NullMarked;
