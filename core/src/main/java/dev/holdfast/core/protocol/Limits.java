package dev.holdfast.core.protocol;

/**
 * How much one request may carry.
 *
 * @param mutations most mutations in one push
 * @param mutationChars longest value of one mutation, in characters of its canonical form
 * @param pageChanges most changes in one page, even if the replica asks for more
 * @param pageChars a page ends once its values are longer than this, in characters
 */
public record Limits(int mutations, int mutationChars, int pageChanges, int pageChars) {
  public static final Limits DEFAULT = new Limits(1000, 1 << 20, 10_000, 4 << 20);
}
