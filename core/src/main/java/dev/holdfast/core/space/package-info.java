/**
 * The server's decision for one space: which mutations are new, what they merge to, which versions
 * they get, and what a replica has yet to see.
 *
 * <p>{@link dev.holdfast.core.space.Space} decides, a {@link dev.holdfast.core.space.SpaceStore}
 * remembers, {@link dev.holdfast.core.space.SyncRequest} and {@link dev.holdfast.core.space.Answer}
 * are what goes over the wire (docs/protocol.md). Nothing here knows HTTP or SQL, so the simulation
 * runs the very same decisions on a disk of its own.
 */
@NullMarked
package dev.holdfast.core.space;

import org.jspecify.annotations.NullMarked;
