/** What a benchmark runs inside a page. */
@NullMarked
package dev.holdfast.bench.page;

import org.jspecify.annotations.NullMarked;
