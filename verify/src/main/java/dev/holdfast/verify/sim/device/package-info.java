/**
 * One device without what runs on it: disk, clock, network, login and the lock that its pages
 * share.
 *
 * <p>{@link dev.holdfast.verify.sim.device.LocalDisk} is the store port. Records on it can go bad
 * ({@link dev.holdfast.verify.sim.device.Rot}) or be of another release ({@link
 * dev.holdfast.verify.sim.device.Layout}).
 */
@NullMarked
package dev.holdfast.verify.sim.device;

import org.jspecify.annotations.NullMarked;
