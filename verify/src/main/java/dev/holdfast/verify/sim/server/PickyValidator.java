package dev.holdfast.verify.sim.server;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.space.Validator;

/**
 * Decides which documents a server accepts: all of them, or, while it is picky, none whose {@code
 * f0} ends in 3.
 */
public final class PickyValidator implements Validator {
  private boolean picky;

  public void pick(boolean wanted) {
    picky = wanted;
  }

  public boolean refuses(Json value) {
    return picky
        && Json.isObject(value)
        && Json.isString(Json.get(value, "f0"))
        && Json.text(Json.get(value, "f0")).endsWith("3");
  }

  @Override
  public Verdict judge(String subject, String collection, String doc, Json value) {
    return refuses(value) ? Verdict.refuse("not today") : Verdict.accept(value);
  }
}
