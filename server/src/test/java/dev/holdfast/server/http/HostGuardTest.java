package dev.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.Site;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which names a server answers to. A foreign name that resolves to it is an attack on its user. */
class HostGuardTest {
  @TempDir Path temporary;

  private static String ask(Site site, String path, String host) throws IOException {
    try (Socket socket = new Socket("localhost", site.port())) {
      String head = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aNameThatIsNotOurs_readsNothing() throws Exception {
    try (Site site = Site.in(temporary)) {
      site.file("index.html", "hello");
      for (String path : new String[] {"/", "/v1/spaces/a/changes", "/metrics"}) {
        for (String host : new String[] {"evil.example", "127.evil.example", "127.0.0.1.evil"}) {
          assertThat(ask(site, path, host + ":" + site.port()))
              .startsWith("HTTP/1.1 421 ")
              .contains("\"WRONG_HOST\"", "--name");
        }
      }
    }
  }

  @Test
  void localhostAndItsAddresses_areOurs() throws Exception {
    try (Site site = Site.in(temporary)) {
      for (String host :
          new String[] {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "[::1]"}) {
        assertThat(ask(site, "/health", host)).as(host).startsWith("HTTP/1.1 200 ");
        assertThat(ask(site, "/health", host + ":1")).as(host).startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void aNameThatIsConfigured_isOurs() throws Exception {
    try (Site site = Site.in(temporary, options -> options.names(Set.of("App.example")))) {
      assertThat(ask(site, "/health", "app.EXAMPLE")).startsWith("HTTP/1.1 200 ");
      assertThat(ask(site, "/health", "other.example")).startsWith("HTTP/1.1 421 ");
    }
  }
}
