package dev.holdfast.server.proxy;

import com.sun.net.httpserver.HttpHandler;
import dev.holdfast.server.Backend;
import dev.holdfast.server.Site;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A site with a backend of its own behind it. */
abstract class ProxyFixture {
  @TempDir Path temporary;

  // Each test begins with serve().
  @SuppressWarnings("NullAway.Init")
  Backend backend;

  @SuppressWarnings("NullAway.Init")
  Site site;

  void serve(HttpHandler handler) throws Exception {
    backend = new Backend(handler);
    site = Site.in(temporary, options -> options.proxies(List.of(route("/api"))));
  }

  ProxyRoute route(String path) {
    return ProxyRoute.parse(path + "=" + backend.url());
  }

  @AfterEach
  void stop() {
    site.close();
    backend.close();
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
