package dev.holdfast.server.api;

import dev.holdfast.core.protocol.ProblemCode;

/**
 * {@code /v1/spaces/{space}/{call}} or {@code /v1/spaces/{space}/{call}/{id}}. It is read from the
 * path as it was sent. Nothing is decoded, so no encoding can lead to another space.
 *
 * @param id "" if the path has none
 */
record SpacePath(String space, String call, String id) {
  static final String PREFIX = "/v1/";
  private static final String SPACES = "/v1/spaces/";

  /**
   * Reads a path that begins with {@link #PREFIX}.
   *
   * @throws Refusal 400 for a name that no space can have, 404 for a path of another shape
   */
  static SpacePath parse(String path) {
    if (!path.startsWith(SPACES)) {
      throw new Refusal(404, "NOT_FOUND", "expected /v1/spaces/{space}/…");
    }
    int slash = path.indexOf('/', SPACES.length());
    String space = path.substring(SPACES.length(), slash < 0 ? path.length() : slash);
    if (!isName(space)) {
      throw new Refusal(
          400,
          ProblemCode.BAD_SPACE,
          "space: expected 1 to 128 of A-Z a-z 0-9 . _ ~ -, and neither \".\" nor \"..\"");
    }
    String rest = slash < 0 ? "" : path.substring(slash + 1);
    int second = rest.indexOf('/');
    return second < 0
        ? new SpacePath(space, rest, "")
        : new SpacePath(space, rest.substring(0, second), rest.substring(second + 1));
  }

  static boolean isName(String space) {
    if (space.isEmpty() || space.length() > 128 || space.equals(".") || space.equals("..")) {
      return false;
    }
    return space
        .chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "._~-".indexOf(c) >= 0);
  }
}
