/**
 * {@code holdfast-install.js}: what a worker does only when a release is installed or takes over.
 * It is loaded then, so that no other start of the worker reads it.
 *
 * <p>Start reading at {@code InstallMain}.
 */
@NullMarked
package dev.holdfast.browser.install;

import org.jspecify.annotations.NullMarked;
