package dev.holdfast.server.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A sync API in a process of its own, which can be killed. */
final class KilledServer {
  private final Process process;
  final int port;

  KilledServer(Path data) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    KilledServer.class.getName(),
                    data.toString()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("the server did not start");
    }
    port = Integer.parseInt(line);
  }

  /** SIGKILL: nothing is flushed and nothing is closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The main method of the process: serves until it is killed. */
  public static void main(String[] args) throws Exception {
    try (SyncServer server = SyncServer.on(Path.of(args[0]))) {
      System.out.println(server.port());
      new CountDownLatch(1).await();
    }
  }
}
