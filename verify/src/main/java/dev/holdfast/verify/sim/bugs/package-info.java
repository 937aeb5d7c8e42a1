/**
 * Deliberate bugs, to see that somebody notices. {@link dev.holdfast.verify.sim.bugs.Bug} lists
 * them with the guarantee that each breaks. The others are hooks: at the ports and on the wire, and
 * never in the product.
 */
@NullMarked
package dev.holdfast.verify.sim.bugs;

import org.jspecify.annotations.NullMarked;
