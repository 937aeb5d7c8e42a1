/**
 * Where the spaces are kept: one SQLite file, one thread that writes, and readers beside it.
 *
 * <p>{@link dev.holdfast.server.space.sqlite.SpaceDatabase} is the face; it runs work on a {@link
 * dev.holdfast.core.space.SpaceStore} inside transactions.
 */
@NullMarked
package dev.holdfast.server.space;

import org.jspecify.annotations.NullMarked;
