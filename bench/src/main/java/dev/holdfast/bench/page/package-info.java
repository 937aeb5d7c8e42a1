/** The parts of a benchmark that run inside a page. */
@NullMarked
package dev.holdfast.bench.page;

import org.jspecify.annotations.NullMarked;
