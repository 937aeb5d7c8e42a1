/**
 * The whole system on one thread: the production core of replicas and of the server over simulated
 * disks, networks and clocks, so that a seed replays a run.
 *
 * <p>{@link dev.holdfast.verify.sim.World} is one run: it wires the parts, which lie in packages of
 * their own. {@link dev.holdfast.verify.sim.Workload} makes its steps out of a seed, {@link
 * dev.holdfast.verify.sim.Environment} and {@link dev.holdfast.verify.sim.Person} take them, {@link
 * dev.holdfast.verify.sim.Oracle} says after each step whether the guarantees hold, {@link
 * dev.holdfast.verify.sim.Shrinker} makes a failing run small. Nothing here reads a clock, a hash
 * set's order or an identity hash.
 *
 * <p>Packages know each other in one direction only: {@code ground}, then {@code device}, {@code
 * server}, {@code worker} and {@code judge}, {@code page}, and this one. {@code bugs} stands beside
 * them, and only this package knows it. A part hears what it needs through an interface of its own
 * and is never given the world.
 */
@NullMarked
package dev.holdfast.verify.sim;

import org.jspecify.annotations.NullMarked;
