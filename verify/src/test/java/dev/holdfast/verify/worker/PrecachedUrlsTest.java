package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which requests a file of the release answers, and how. */
class PrecachedUrlsTest {
  private WorkerWorld world;
  private Page page;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    world =
        new WorkerWorld(
            folder,
            ".precache(self.__PRECACHE).precache([{url: '/more/%40y.js', revision: 'it\\'s #1'}, {url: 'docs/index.html', revision: null}])"
                + ".navigationFallback('/index.html').start()");
    for (String name : new String[] {"[slug]-1.js", "a;b.js", "@x.js", "more/@y.js", "ü.js"}) {
      world.app.file(name, "content of " + name);
    }
    page = world.open();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void namesWithCharactersOfOtherMeaning_areFilesHoweverTheyAreWritten() {
    world.server.kill();

    for (String url : new String[] {"/[slug]-1.js", "/%5Bslug%5D-1.js", "/%5bslug]-1.js"}) {
      assertThat(get(page, url)).as(url).isEqualTo("200 content of [slug]-1.js");
    }
    assertThat(get(page, "/a;b.js")).isEqualTo("200 content of a;b.js");
    assertThat(get(page, "/a%3Bb.js")).isEqualTo("200 content of a;b.js");
    assertThat(get(page, "/@x.js")).isEqualTo("200 content of @x.js");
    assertThat(get(page, "/%40x.js")).isEqualTo("200 content of @x.js");
    assertThat(get(page, "/more/@y.js")).isEqualTo("200 content of more/@y.js");
    assertThat(get(page, "/ü.js")).isEqualTo("200 content of ü.js");
    assertThat(get(page, "/p%61rt.js")).isEqualTo("200 export default 1;");
    assertThat(get(page, "/%zz.js")).isEqualTo("failed");
  }

  @Test
  void parametersThatMakeNoOtherFile_areIgnored_othersAreNot() {
    world.server.kill();

    assertThat(get(page, "/part.js?v=12")).isEqualTo("200 export default 1;");
    assertThat(get(page, "/part.js?utm_source=x&fbclid=y")).isEqualTo("200 export default 1;");
    assertThat(get(page, "/part.js?lang=de&v=12")).isEqualTo("failed");
    assertThat(get(page, "/part.js?value=12")).isEqualTo("failed");
  }

  @Test
  void headOfAFile_isItsHeadWithoutABody_alsoOffline() {
    world.server.kill();

    assertThat(
            page.evaluate(
                "() => fetch('/part.js', { method: 'HEAD' }).then(async r => [r.status,"
                    + " r.headers.get('content-type'), await r.text()].join(' '))"))
        .isEqualTo("200 text/javascript; charset=utf-8 ");
  }

  @Test
  void rangeOfAFile_isThatPart() {
    assertThat(
            page.evaluate(
                "() => fetch('/part.js', { headers: { range: 'bytes=0-5' } }).then(async r =>"
                    + " [r.status, r.headers.get('content-range'), await r.text()].join(' '))"))
        .isEqualTo("206 bytes 0-5/17 export");
  }

  @Test
  void pathsOfABackend_doNotGetTheAppsPage() {
    world.backend.answer(request -> Backend.Reply.json("\"of the backend\""));

    page.navigate(world.server.url() + "/api/auth/login");
    assertThat(page.content()).contains("of the backend");
    page.navigate(world.server.url() + "/health");
    assertThat(page.title()).isNotEqualTo("first");
    page.navigate(world.server.url() + "/apiary");
    assertThat(page.title()).isEqualTo("first");
  }

  /** A link with {@code download} does not come to the worker in Chromium. */
  @Test
  void linkWithDownload_isNotTheAppsPage() {
    page.evaluate(
        "() => { const link = document.createElement('a'); link.href = '/export'; link.download ="
            + " 'x'; document.body.append(link); }");

    Download download =
        page.waitForDownload(
            () -> page.evaluate("() => document.querySelector('a[download]').click()"));

    assertThat(download.failure()).as("the server has no such file").isNotNull();
  }
}
