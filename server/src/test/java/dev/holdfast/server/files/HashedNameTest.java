package dev.holdfast.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names count as names with a content hash. */
class HashedNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.3f2a9c1b.js",
        "main.8f3e2a1b.chunk.css",
        "vendor-0123456789abcdef0123.js",
        "index-DiwT9gXa.js",
      })
  void namesThatBuildToolsMake(String name) {
    assertThat(HashedName.matches(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.js",
        "jquery-validate.js",
        "app-settings.js",
        "data-20260101.json",
        "foo-iPhone14.png",
        "app-Version2.js",
        "deadbeef",
        "3f2a9c1b.js",
        "facade-defaced.js",
      })
  void namesThatPeopleGive(String name) {
    assertThat(HashedName.matches(name)).isFalse();
  }
}
