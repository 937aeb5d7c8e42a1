/** A backend of the app's own, answering the sync loop as a Holdfast server would. */
@NullMarked
package dev.holdfast.core.rest;

import org.jspecify.annotations.NullMarked;
