package dev.holdfast.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What --proxy accepts. */
class ProxyRouteTest {
  @Test
  void aSlashAtTheEnd_makesNoDifference() {
    assertThat(ProxyRoute.parse("/api/=http://localhost:9000/").path()).isEqualTo("/api");
  }

  @ParameterizedTest
  @CsvSource({
    "api=http://localhost:9000,   form",
    "/api,                        form",
    "/v1=http://localhost:9000,   Holdfast itself",
    "/holdfast/x=http://localhost:9000, Holdfast itself",
    "/api=localhost:9000,         no http",
    "/api=ftp://localhost,        no http",
    "/api=http://local host,      no URL",
    "/api=http://localhost/base,  unchanged",
  })
  void whatItDoesNot_isSaid(String text, String why) {
    assertThatThrownBy(() -> ProxyRoute.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
