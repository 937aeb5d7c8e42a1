/**
 * The service worker of a browser. It intercepts requests, keeps them in the production queue and
 * sends them to the till.
 */
@NullMarked
package dev.holdfast.verify.sim.worker;

import org.jspecify.annotations.NullMarked;
