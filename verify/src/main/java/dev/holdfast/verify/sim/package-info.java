/**
 * The whole system on one thread: the production core of replicas and of the server over simulated
 * disks, networks and clocks, so that a seed replays a run.
 *
 * <p>{@link dev.holdfast.verify.sim.World} is one run, {@link dev.holdfast.verify.sim.Workload}
 * makes its steps out of a seed, {@link dev.holdfast.verify.sim.Oracle} says after each step
 * whether the guarantees hold, {@link dev.holdfast.verify.sim.Shrinker} makes a failing run small,
 * {@link dev.holdfast.verify.sim.Bug} breaks the system on purpose to see whether anybody notices.
 * Nothing here reads a clock, a hash set's order or an identity hash.
 */
@NullMarked
package dev.holdfast.verify.sim;

import org.jspecify.annotations.NullMarked;
