package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.log.LogLine;
import dev.holdfast.server.space.DataException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees while nothing can be stored, and afterwards. */
@Timeout(120)
class HealthTest {
  private static final String PUT =
      "{\"replica\":\"r\",\"cursor\":0,\"mutations\":[{\"id\":\"m1\",\"collection\":\"c\","
          + "\"doc\":\"d\",\"op\":\"put\",\"base\":0,\"value\":1}]}";

  @TempDir Path temporary;

  @Test
  void aDiskThatWorksAgain_isNoticedWithoutAPush() throws Exception {
    try (Site site = Site.in(temporary)) {
      try (Connection other =
          DriverManager.getConnection(
              "jdbc:sqlite:" + temporary.resolve("data").resolve("holdfast.db"))) {
        other.createStatement().execute("BEGIN IMMEDIATE"); // now nobody else can store anything
        assertThat(site.post("/v1/spaces/s/sync", PUT).statusCode()).isEqualTo(500);
        assertThat(site.get("/health").statusCode()).isEqualTo(503);
        assertThat(site.get("/health/ready").body()).contains("NOT_READY", "locked");
        assertThat(site.get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
      }
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (site.get("/health").statusCode() != 200 && System.nanoTime() < end) {
        Thread.onSpinWait(); // not a busy loop: each call makes a request
      }
      assertThat(site.get("/health").body()).isEqualTo("{\"status\":\"ready\"}");
      assertThat(site.get("/v1/spaces/s/changes").body()).contains("\"cursor\":0");
    }
  }

  @Test
  void theLog_namesTheCause() {
    assertThat(
            LogLine.of(
                new DataException(
                    DataException.Code.FAILED, "nothing was stored: database or disk is full")))
        .contains("nothing was stored: database or disk is full");
  }
}
