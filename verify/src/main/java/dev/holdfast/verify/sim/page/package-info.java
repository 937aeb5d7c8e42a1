/**
 * A browser and its tabs: replica, sync loop and network status, wired as the real page wires them,
 * with an app in front and an unreliable network behind.
 */
@NullMarked
package dev.holdfast.verify.sim.page;

import org.jspecify.annotations.NullMarked;
