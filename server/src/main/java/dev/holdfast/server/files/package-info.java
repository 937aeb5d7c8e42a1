/** The app's files, Holdfast's own, and the precache manifest of both. */
@NullMarked
package dev.holdfast.server.files;

import org.jspecify.annotations.NullMarked;
