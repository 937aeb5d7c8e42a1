/** Files that are read again while the server runs: tokens, certificates. */
@NullMarked
package dev.holdfast.server.watch;

import org.jspecify.annotations.NullMarked;
