package dev.holdfast.verify.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web app's folder, written by a test. */
public record WebApp(Path folder) {
  public static WebApp in(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new WebApp(folder);
  }

  public WebApp file(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  /** A page with the title {@code title} that registers {@code /sw.js}. */
  public WebApp page(String path, String title) throws IOException {
    return file(
        path,
        "<!doctype html><title>"
            + title
            + "</title><script src=\"/app.js\" type=\"module\"></script><h1>"
            + title
            + "</h1>");
  }

  /** A worker's script: Holdfast's two scripts, then {@code holdfast} with {@code calls}. */
  public WebApp worker(String calls) throws IOException {
    return file(
        "sw.js",
        "importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');\nholdfast"
            + calls
            + ";\n");
  }
}
