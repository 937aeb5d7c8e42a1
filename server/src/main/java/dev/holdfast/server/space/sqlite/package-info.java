/**
 * Spaces in one SQLite file: one thread that writes and commits in groups, and readers beside it.
 *
 * <p>{@link dev.holdfast.server.space.sqlite.SqliteSpaces} is the face. No other package of the
 * server knows SQL.
 */
@NullMarked
package dev.holdfast.server.space.sqlite;

import org.jspecify.annotations.NullMarked;
