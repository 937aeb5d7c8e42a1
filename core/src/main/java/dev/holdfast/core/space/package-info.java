/**
 * The server's decision for one space: which mutations are new, what they merge to, which versions
 * they get, and what a replica has yet to see.
 *
 * <p>{@link dev.holdfast.core.space.Space} decides, a {@link dev.holdfast.core.space.SpaceStore}
 * remembers, and what comes and goes is of {@link dev.holdfast.core.protocol}. Nothing here knows
 * HTTP or SQL, so the simulation runs the very same decisions on a disk of its own.
 */
@NullMarked
package dev.holdfast.core.space;

import org.jspecify.annotations.NullMarked;
