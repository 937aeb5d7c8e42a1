/**
 * Deliberate bugs, to test that the simulation finds them. {@link dev.holdfast.verify.sim.bugs.Bug}
 * lists them, each with the guarantee that it breaks. The other classes are hooks at the ports and
 * on the wire. The product itself is never changed.
 */
@NullMarked
package dev.holdfast.verify.sim.bugs;

import org.jspecify.annotations.NullMarked;
