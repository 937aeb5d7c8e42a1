package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.auth.StaticTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which subjects may use which spaces, by a file of tokens. */
class AuthTest {
  private static final String ADA = "6f1c0d3a9be24c7f8a15";
  private static final String NEW_ADA = "77e1c0d3a9be24c7f8a1";
  private static final String GRACE = "b04e92c57d1f4a63be08";

  @TempDir Path temporary;

  private StaticTokens tokens(String text) throws IOException {
    return StaticTokens.read(Files.writeString(temporary.resolve("tokens"), text));
  }

  @Test
  void aToken_opensTheSpacesOfItsSubjectAlone() throws Exception {
    StaticTokens tokens =
        tokens(
            "# people\n\n"
                + (ADA + " ada kitchen,office\n")
                + (NEW_ADA + " ada garden\n")
                + (GRACE + "  grace  *\n"));
    try (Site site =
        Site.in(temporary, options -> options.sync(options.sync().auth(tokens, tokens)))) {
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + ADA)).isEqualTo(200);
      assertThat(status(site, "garden", "Authorization", "Bearer " + ADA)).isEqualTo(200);
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + NEW_ADA)).isEqualTo(200);
      assertThat(status(site, "cellar", "Authorization", "Bearer " + ADA)).isEqualTo(403);
      assertThat(status(site, "cellar", "Authorization", "Bearer " + GRACE)).isEqualTo(200);
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + ADA + "0")).isEqualTo(401);
      assertThat(status(site, "kitchen", "Authorization", ADA)).isEqualTo(401);
      assertThat(status(site, "kitchen", "Accept", "*/*")).isEqualTo(401);
      assertThat(site.get("/holdfast/ping?n=a").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer ", "BEARER ", "Bearer  "})
  void theSchemeInAnyCase_signsIn(String scheme) throws Exception {
    StaticTokens tokens = tokens(ADA + " ada kitchen\n");
    try (Site site =
        Site.in(temporary, options -> options.sync(options.sync().auth(tokens, tokens)))) {
      assertThat(status(site, "kitchen", "Authorization", scheme + ADA)).isEqualTo(200);
    }
  }

  @Test
  void aFileThatBeginsWithAByteOrderMark_locksTheFirstUserNotOut() throws Exception {
    StaticTokens tokens = tokens("\ufeff" + ADA + " ada kitchen\r\n" + GRACE + " grace *\r\n");
    try (Site site =
        Site.in(temporary, options -> options.sync(options.sync().auth(tokens, tokens)))) {
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + ADA)).isEqualTo(200);
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + GRACE)).isEqualTo(200);
    }
  }

  @Test
  void aFileThatChanges_isReadAgain_andOneThatIsWrongIsNot() throws Exception {
    StaticTokens tokens = tokens(ADA + " ada kitchen\n");
    try (Site site =
        Site.in(temporary, options -> options.sync(options.sync().auth(tokens, tokens)))) {
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + GRACE)).isEqualTo(401);
      Files.writeString(temporary.resolve("tokens"), GRACE + " grace *\n");
      await(() -> status(site, "kitchen", "Authorization", "Bearer " + GRACE), 200);
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + ADA)).isEqualTo(401);

      Files.writeString(temporary.resolve("tokens"), ADA + " ada\n");
      assertThatThrownBy(tokens::readAgain).hasMessageContaining("line 1: expected a token");
      assertThat(status(site, "kitchen", "Authorization", "Bearer " + GRACE)).isEqualTo(200);
    }
  }

  /** Asks until the answer is the one that is wanted. */
  private static void await(Callable<Integer> ask, int wanted) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (ask.call() != wanted && System.nanoTime() < end) {
      Thread.onSpinWait(); // not a busy loop: each call makes a request
    }
    assertThat(ask.call()).isEqualTo(wanted);
  }

  private static int status(Site site, String space, String... headers) throws Exception {
    return site.get("/v1/spaces/" + space + "/changes", headers).statusCode();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                 names no token",
    "6f1c0d3a9be24c7f8a15 ada,           line 1: expected a token",
    "'# x\n6f1c0d3a ada *',              line 2: a token has at least 16",
    "'6f1c0d3a9be24c7f8a15 a *\n6f1c0d3a9be24c7f8a15 b *', line 2: this token was given before",
  })
  void aFileThatIsWrong_isSaidWithoutTheToken(String text, String why) {
    assertThatThrownBy(() -> tokens(text))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why)
        .hasMessageNotContaining("6f1c0d3a");
  }
}
