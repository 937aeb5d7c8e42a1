/**
 * Where the spaces are kept, whatever keeps them.
 *
 * <p>{@link dev.holdfast.server.space.Spaces} opens transactions on a {@link
 * dev.holdfast.core.space.SpaceStore}; all other code of the server knows only it. A store is a
 * package of its own that implements it and passes the suites {@code SpacesContract} and {@code
 * SpaceContract}.
 */
@NullMarked
package dev.holdfast.server.space;

import org.jspecify.annotations.NullMarked;
