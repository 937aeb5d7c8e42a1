/**
 * One JSON type for browser and JVM: in the browser it is the JavaScript value itself, on the JVM a
 * small class. With parsing, canonical form (RFC 8785) and equality.
 */
@NullMarked
package dev.holdfast.core.json;

import org.jspecify.annotations.NullMarked;
