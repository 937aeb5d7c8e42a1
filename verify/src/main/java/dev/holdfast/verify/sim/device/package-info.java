/**
 * One device without its pages: disk, clock, network, login and the lock that its pages share.
 *
 * <p>{@link dev.holdfast.verify.sim.device.LocalDisk} is the store port. Its records can become
 * unreadable ({@link dev.holdfast.verify.sim.device.Rot}) or be written by another release ({@link
 * dev.holdfast.verify.sim.device.Layout}).
 */
@NullMarked
package dev.holdfast.verify.sim.device;

import org.jspecify.annotations.NullMarked;
