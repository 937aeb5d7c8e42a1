/**
 * What devices sync with: the Holdfast server over a simulated disk, an app's own backend behind
 * its sync function, a REST backend, and the till, which receives queued requests.
 *
 * <p>None of them knows the judges. They report to a witness, an interface of their own.
 */
@NullMarked
package dev.holdfast.verify.sim.server;

import org.jspecify.annotations.NullMarked;
