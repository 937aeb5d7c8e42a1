package dev.holdfast.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that no space can have, and calls that do not exist. */
class PathsTest extends SyncFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/spaces/a%2e%2e/sync",
        "/v1/spaces/a%20b/sync",
        "/v1/spaces/caf%C3%A9/sync",
        "/v1/spaces//sync",
        "/v1/spaces/a+b/sync",
        "/v1/spaces/a:b/changes",
        "/v1/spaces/%00/changes",
        "/v1/spaces/%2e%2e%2fx/changes",
        "/v1/spaces/..%2fx/changes",
        "/v1/spaces/%2e%2e/changes",
        "/v1/spaces/.%2e/changes",
      })
  @Tag("fault-45")
  void aNameNoSpaceCanHave_is400(String path) throws Exception {
    assertThat(raw("GET " + path + " HTTP/1.1")).startsWith("HTTP/1.1 400 ");
    assertThat(filesUnder(data)).allMatch(file -> file.startsWith("holdfast."));
  }

  @Test
  @Tag("fault-45")
  void dotsAndLongNames_are400() throws Exception {
    assertThat(raw("GET /v1/spaces/../x/changes HTTP/1.1")).matches("(?s)HTTP/1.1 40[04] .*");
    assertThat(raw("GET /v1/spaces/" + "a".repeat(129) + "/changes HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /v1/spaces/" + "a".repeat(7_000) + "/changes HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(raw("GET /v1/spaces/a\0b/changes HTTP/1.1")).startsWith("HTTP/1.1 400 ");
  }

  private static List<String> filesUnder(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  /** Sends a request line unchanged. */
  private String raw(String line) throws Exception {
    try (Socket socket = new Socket("localhost", server.port())) {
      String head = line + "\r\nHost: localhost\r\nTest-Subject: ann\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void unknownCallsAndMethods_areAnsweredAsProblems() throws Exception {
    isProblem(server.send(as("ann", "/v1/spaces/shared/nothing")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/other")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/spaces/shared")), 404, "NOT_FOUND");
    isProblem(server.send(as("ann", "/v1/spaces/shared/changes/x")), 404, "NOT_FOUND");
    HttpResponse<String> get = server.send(as("ann", "/v1/spaces/shared/sync"));
    isProblem(get, 405, "METHOD_NOT_ALLOWED");
    assertThat(get.headers().firstValue("Allow")).hasValue("POST");
  }
}
