package dev.holdfast.browser.js;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The body of this native method is the function of the same name in a script beside its class. The
 * build binds the two, and fails if they do not fit.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Script {
  /** The script's name; by default that of the class: {@code Sending.js} for Sending. */
  String value() default "";
}
