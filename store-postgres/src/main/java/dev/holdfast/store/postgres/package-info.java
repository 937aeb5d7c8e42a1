/**
 * Spaces in a PostgreSQL database, version 15 or newer, which several servers may share.
 *
 * <p>Start with {@link dev.holdfast.store.postgres.PostgresSpaces}. A server decides on what it has
 * read, and commits the decision only if nothing of that has changed meanwhile: one call of {@code
 * commit_batch} in {@code V1__spaces.sql}. So no lock is ever held while a server thinks, and one
 * that dies holds up nobody.
 */
@NullMarked
package dev.holdfast.store.postgres;

import org.jspecify.annotations.NullMarked;
