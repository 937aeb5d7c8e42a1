package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend.Got;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an install requests from the server, and which requests the files of a release answer:
 * docs/workbox.md. Some files come from the backend, which records its requests.
 */
class PrecachingTest extends OneServerTest {
  private static final String PAGE = "<title>a file</title>";

  private Map<String, String> files;

  @BeforeEach
  void open() throws Exception {
    world.app.file("plain.html", "<!doctype html><title>plain</title>");
    files = new TreeMap<>(Map.of("a", "a1", "b", "b1", "c", "c1", "moved", PAGE));
    release();
    world.backend.answer(
        request -> {
          String name = name(request);
          return name.equals("moved")
              ? Reply.status(302, "Location", "target")
              : new Reply(
                  200,
                  name.equals("target") ? "text/html" : "text/plain",
                  name.equals("target") ? PAGE : files.getOrDefault(name, "of the network"),
                  Map.of("Cache-Control", "max-age=1000"));
        });
  }

  private static String name(Got request) {
    return request.path().replaceAll(".*/", "");
  }

  /** Writes a worker whose release has {@link #files}. The first one is listed twice. */
  private void release() throws Exception {
    StringBuilder entries = new StringBuilder();
    for (Map.Entry<String, String> file : files.entrySet()) {
      String entry = "{url: '/api/files/" + file.getKey() + "', revision: '" + hash(file) + "'},";
      entries.append(entries.isEmpty() ? entry + entry : entry);
    }
    world.app.worker(".precache(self.__PRECACHE).precache([" + entries + "]).start()");
  }

  private static String hash(Map.Entry<String, String> file) throws Exception {
    byte[] bytes = file.getValue().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
        .substring(0, 32);
  }

  /** The backend's files that were requested, sorted by name. */
  private List<String> asked(int from) {
    List<Got> all = world.backend.requests();
    return all.subList(from, all.size()).stream().map(PrecachingTest::name).sorted().toList();
  }

  @Test
  void install_asksTheServerItselfForEachFileOnce_andFollowsRedirects() {
    Page plain = world.profile.open(world.server.url() + "/plain.html").page();
    plain.evaluate("() => { document.cookie = 'login=1; path=/'; }");
    get(plain, "/api/files/a");
    get(plain, "/api/files/a");
    assertThat(asked(0)).as("the browser's own cache has it").containsExactly("a");

    Page page = world.open();

    assertThat(asked(1)).containsExactly("a", "b", "c", "moved", "target");
    assertThat(world.backend.requests().subList(1, 6))
        .allSatisfy(request -> assertThat(request.headers()).containsEntry("cookie", "login=1"));
    world.server.kill();
    assertThat(get(page, "/api/files/a")).isEqualTo("200 a1");
    assertThat(page.evaluate("() => fetch('/api/files/moved').then(r => r.redirected)"))
        .isEqualTo(false);
    page.navigate(world.server.url() + "/api/files/moved");
    assertThat(page.title()).isEqualTo("a file");
  }

  @Test
  void update_asksOnlyForWhatChanged_andWhatIsGoneIsTheNetworksAgain() throws Exception {
    Page page = world.open();
    assertThat(get(page, "/api/files/c")).isEqualTo("200 c1");
    int before = world.backend.requests().size();
    files.put("b", "b2");
    files.put("d", "d1");
    files.remove("c");
    release();

    WorkerWorld.awaitUpdate(page);

    assertThat(asked(before)).containsExactly("b", "d");
    assertThat(WorkerWorld.applyUpdate(page)).isEqualTo(true);
    page.reload();
    assertThat(get(page, "/api/files/b")).isEqualTo("200 b2");
    assertThat(asked(before)).containsExactly("b", "d");
    assertThat(get(page, "/api/files/c")).isEqualTo("200 of the network");
  }

  @Test
  void file_answersReadsOfItsOwnUrl_andTheNetworkIfTheBrowserThrewItAway() {
    Page page = world.open();
    page.evaluate(
        "async () => { const kept = await caches.open('holdfast-files'); for (const key of await"
            + " kept.keys()) if (key.url.includes('/files/b')) await kept.delete(key); }");
    int before = world.backend.requests().size();

    assertThat(get(page, "/api/files/a")).isEqualTo("200 a1");
    assertThat(asked(before)).isEmpty();
    assertThat(get(page, "/api/files/b")).isEqualTo("200 b1");
    assertThat(asked(before)).containsExactly("b");
    get(page, "/api/files/a?n=2");
    assertThat(asked(before)).containsExactly("a?n=2", "b");
    WorkerWorld.post(page, "/api/files/a", "x");
    assertThat(asked(before)).containsExactly("a", "a?n=2", "b");
  }
}
