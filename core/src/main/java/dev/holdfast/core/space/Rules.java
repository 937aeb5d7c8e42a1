package dev.holdfast.core.space;

import dev.holdfast.core.protocol.Limits;
import java.util.Map;
import java.util.TreeMap;

/**
 * The app's part of the decision.
 *
 * @param policies the resolver of each collection; {@link ConflictResolver#MERGE} for all others
 * @param validator what may be stored
 */
public record Rules(Map<String, ConflictResolver> policies, Validator validator, Limits limits) {
  public static final Rules DEFAULT = new Rules(Map.of(), Validator.ANYTHING, Limits.DEFAULT);

  /** The same rules with one more policy. */
  public Rules policy(String collection, ConflictResolver resolver) {
    Map<String, ConflictResolver> more = new TreeMap<>(policies);
    more.put(collection, resolver);
    return new Rules(more, validator, limits);
  }

  public Rules validator(Validator validator) {
    return new Rules(policies, validator, limits);
  }

  public Rules limits(Limits limits) {
    return new Rules(policies, validator, limits);
  }

  ConflictResolver policy(String collection) {
    ConflictResolver resolver = policies.get(collection);
    return resolver == null ? ConflictResolver.MERGE : resolver;
  }
}
