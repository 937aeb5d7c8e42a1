/**
 * The storage of spaces.
 *
 * <p>{@link dev.holdfast.server.space.Spaces} opens transactions on a {@link
 * dev.holdfast.core.space.SpaceStore}. The rest of the server knows only this interface. Each store
 * is a package of its own that implements it and passes the suites {@code SpacesContract} and
 * {@code SpaceContract}.
 */
@NullMarked
package dev.holdfast.server.space;

import org.jspecify.annotations.NullMarked;
