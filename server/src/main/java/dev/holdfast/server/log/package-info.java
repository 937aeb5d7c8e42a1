/** What may be written to a log. */
@NullMarked
package dev.holdfast.server.log;

import org.jspecify.annotations.NullMarked;
