/**
 * {@code holdfast-rest.js}: {@code core.rest} over fetch, loaded by an app that uses {@code
 * rest()}.
 */
@NullMarked
package dev.holdfast.browser.rest;

import org.jspecify.annotations.NullMarked;
