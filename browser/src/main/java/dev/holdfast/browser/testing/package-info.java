/**
 * The sync server of {@code holdfast/testing}: {@code core.space} in memory, for tests of apps that
 * have no server.
 */
@NullMarked
package dev.holdfast.browser.testing;

import org.jspecify.annotations.NullMarked;
