/**
 * What every part of a world stands on: virtual time, dice, faults, the trace, and the places where
 * a deliberate bug may sit. It knows no part of the world.
 */
@NullMarked
package dev.holdfast.verify.sim.ground;

import org.jspecify.annotations.NullMarked;
