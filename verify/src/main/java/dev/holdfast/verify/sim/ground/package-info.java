/**
 * What every part of a world uses: virtual time, dice, faults, the trace, and the hooks for
 * deliberate bugs. It knows no other part.
 */
@NullMarked
package dev.holdfast.verify.sim.ground;

import org.jspecify.annotations.NullMarked;
