/**
 * {@code holdfast-resource.js}: a REST collection whose waiting writes show in its answers, loaded
 * by a worker that uses {@code resource()}.
 *
 * <p>Start reading at {@code Resource}.
 */
@NullMarked
package dev.holdfast.browser.resource;

import org.jspecify.annotations.NullMarked;
