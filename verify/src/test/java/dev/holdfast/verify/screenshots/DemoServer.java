package dev.holdfast.verify.screenshots;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./holdfast demo} in a process of its own, which can be stopped and started again. */
final class DemoServer implements AutoCloseable {
  private static final String READY = "Holdfast is ready on ";

  private final Path home;
  private final Path data;
  private Process process;
  private String url;

  DemoServer(Path home, Path data) throws IOException {
    this.home = home;
    this.data = data;
    process = launch("0");
    url = whenReady();
  }

  String url() {
    return url;
  }

  /** Stops it by SIGTERM and waits until it has ended. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts it again on the same port. */
  void start() throws IOException {
    process = launch(url.substring(url.lastIndexOf(':') + 1));
    url = whenReady();
  }

  private Process launch(String port) throws IOException {
    return new ProcessBuilder(
            List.of(
                home.resolve("holdfast").toString(),
                "demo",
                "--port",
                port,
                "--data",
                data.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private String whenReady() throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(READY)) {
        return line.substring(READY.length());
      }
    }
    throw new IOException("the demo ended before it was ready");
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException ended) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
