package dev.holdfast.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The API as OpenAPI 3.1: {@code openapi.json} beside this class, which a test holds to be true.
 */
final class Description {
  static final String PATH = SpacePath.PREFIX + "openapi.json";
  private static final String FILE = "openapi.json";

  private Description() {}

  static String text() {
    try (InputStream in = Objects.requireNonNull(Description.class.getResourceAsStream(FILE))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
