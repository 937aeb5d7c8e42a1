/** The test vectors' entry point, compiled for the browser. Never shipped. */
@NullMarked
package dev.holdfast.verify.conformance;

import org.jspecify.annotations.NullMarked;
