/** Pure functions over JSON: the three-way merge, the order of lists, and the state hash. */
@NullMarked
package dev.holdfast.core.merge;

import org.jspecify.annotations.NullMarked;
