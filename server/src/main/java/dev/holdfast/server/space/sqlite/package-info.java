/**
 * Spaces in one SQLite file. One thread writes and commits in groups; other threads read.
 *
 * <p>Start with {@link dev.holdfast.server.space.sqlite.SqliteSpaces}. No other package of the
 * server knows SQL.
 */
@NullMarked
package dev.holdfast.server.space.sqlite;

import org.jspecify.annotations.NullMarked;
