/** The entry point of the test vectors, compiled for the browser. Never shipped. */
@NullMarked
package dev.holdfast.verify.conformance;

import org.jspecify.annotations.NullMarked;
