/**
 * A browser and its tabs. Replica, sync loop and network status are connected as in the real page,
 * with an app in front and an unreliable network behind.
 */
@NullMarked
package dev.holdfast.verify.sim.page;

import org.jspecify.annotations.NullMarked;
