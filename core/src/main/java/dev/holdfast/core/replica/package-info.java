/**
 * Documents on one installation: the server version in pages, local changes in an outbox on top,
 * snapshots, archives, imports.
 */
@NullMarked
package dev.holdfast.core.replica;

import org.jspecify.annotations.NullMarked;
