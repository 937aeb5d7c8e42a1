/** The spaces in one SQLite file: one thread that writes, and readers beside it. */
@NullMarked
package dev.holdfast.server.space.sqlite;

import org.jspecify.annotations.NullMarked;
