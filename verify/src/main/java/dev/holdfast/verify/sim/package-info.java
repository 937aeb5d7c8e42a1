/**
 * The whole system on one thread: the production core of replicas and server over simulated disks,
 * networks and clocks. A seed repeats a run exactly.
 *
 * <p>{@link dev.holdfast.verify.sim.World} is one run. It connects the parts, which are in packages
 * of their own. {@link dev.holdfast.verify.sim.Workload} makes the steps out of a seed. {@link
 * dev.holdfast.verify.sim.Environment} and {@link dev.holdfast.verify.sim.Person} execute them.
 * {@link dev.holdfast.verify.sim.Oracle} checks the guarantees after each step. {@link
 * dev.holdfast.verify.sim.Shrinker} shortens a failing run. Nothing here depends on a real clock,
 * the order of a hash set or an identity hash.
 *
 * <p>Packages know each other in one direction only: {@code ground}, then {@code device}, {@code
 * server}, {@code worker} and {@code judge}, {@code page}, and this one. Only this package knows
 * {@code bugs}. A part gets what it needs through an interface of its own and never knows the
 * world.
 */
@NullMarked
package dev.holdfast.verify.sim;

import org.jspecify.annotations.NullMarked;
