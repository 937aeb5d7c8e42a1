package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.space.Spaces;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that only read leave the data as it is, whatever they claim. */
@Timeout(60)
class ReadsTest {
  private static final String PUT =
      "{\"replica\":\"r\",\"cursor\":0,\"mutations\":[{\"id\":\"m1\",\"collection\":\"c\","
          + "\"doc\":\"d\",\"op\":\"put\",\"base\":0,\"value\":1}]}";

  @TempDir Path temporary;

  @ParameterizedTest
  @ValueSource(
      strings = {"changes", "changes?cursor=7", "changes?epoch=e&cursor=7", "changes?epoch=e"})
  void aPullOfASpaceThatIsNotThere_makesNone(String call) throws Exception {
    try (Site site = Site.in(temporary)) {
      HttpResponse<String> answer = site.get("/v1/spaces/new/" + call);
      assertThat(answer.statusCode()).isEqualTo(call.equals("changes") ? 200 : 409);
      assertThat(answer.body()).contains("\"epoch\":null");
      site.get("/v1/spaces/new/receipts/m?origin=r");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void aClaimOfAPull_beginsNoEpochForOthers() throws Exception {
    try (Site site = Site.in(temporary)) {
      site.post("/v1/spaces/s/sync", PUT);
      String before = epoch(site);
      String hash = "0".repeat(32);

      for (String claim : List.of("cursor=999999", "cursor=1&stateHash=" + hash, "cursor=-5")) {
        HttpResponse<String> answer =
            site.get("/v1/spaces/s/changes?epoch=" + before + "&" + claim);
        assertThat(answer.statusCode()).as(claim).isBetween(400, 409);
        assertThat(epoch(site)).as(claim).isEqualTo(before);
      }
      assertThat(site.get("/v1/spaces/s/changes?epoch=" + before + "&cursor=999999").body())
          .contains("EPOCH_CHANGED", before);
    }
  }

  private static String epoch(Site site) throws Exception {
    return site.get("/v1/spaces/s/changes").body().replaceFirst(".*\"epoch\":\"(\\w+)\".*", "$1");
  }

  private List<String> names() {
    try (Spaces spaces = Stores.open(temporary.resolve("data").toString())) {
      return spaces.names();
    }
  }
}
