/** Syncs with an app's own REST backend, by answering the sync loop as a Holdfast server would. */
@NullMarked
package dev.holdfast.core.rest;

import org.jspecify.annotations.NullMarked;
