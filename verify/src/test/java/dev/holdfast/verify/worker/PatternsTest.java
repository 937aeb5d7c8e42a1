package dev.holdfast.verify.worker;

import static dev.holdfast.verify.worker.WorkerWorld.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A route's pattern, with the browser's {@code URLPattern} and without. */
class PatternsTest {
  private static final String ROUTES =
      """
      .precache(self.__PRECACHE)
      .intercept('GET /api/über/:id', echo, { when: 'always' })
      .intercept('GET /api/(lists|boards)/:id', echo, { when: 'always' })
      .intercept('GET /api/maybe/:id?', echo, { when: 'always' })
      .intercept('GET /api/year/:year(\\\\d{4})', echo, { when: 'always' })
      .intercept('GET /api/deep/:parts+', echo, { when: 'always' })
      .intercept('GET /api/shallow/:parts*', echo, { when: 'always' })
      .intercept('GET /api/group{/old}?/x', echo, { when: 'always' })
      .intercept('GET /api/file\\\\:1.:kind', echo, { when: 'always' })
      .intercept('GET /api/from/:a-to-:b', echo, { when: 'always' })
      .intercept('GET /api/rest/*', echo, { when: 'always' })
      .start()""";

  private static WorkerWorld world;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    world = new WorkerWorld(folder, ".start()");
    String imports = "importScripts('/holdfast/precache.js', '/holdfast/holdfast-worker.js');";
    String echo =
        "const echo = ({ params }) => new Response(Object.entries(params).filter(one => one[1] !="
            + " null && one[1] !== '').map(String).join(' '));";
    world.app.file("sw.js", imports + echo + "holdfast" + ROUTES);
    world.app.file("old/sw.js", "self.URLPattern = void 0;" + imports + echo + "holdfast" + ROUTES);
  }

  @AfterAll
  static void close() {
    world.close();
  }

  private static void matchesAsUrlPatternSays(Page page) {
    for (String[] one :
        List.of(
            new String[] {"/api/%C3%BCber/7", "200 id,7"},
            new String[] {"/api/boards/7?a=1", "200 0,boards id,7"},
            new String[] {"/api/tables/7", "200 {\"ok\":true}"},
            new String[] {"/api/maybe", "200 "},
            new String[] {"/api/maybe/7", "200 id,7"},
            new String[] {"/api/maybe/7/8", "200 {\"ok\":true}"},
            new String[] {"/api/year/2026", "200 year,2026"},
            new String[] {"/api/year/20a6", "200 {\"ok\":true}"},
            new String[] {"/api/deep/a/b", "200 parts,a/b"},
            new String[] {"/api/deep", "200 {\"ok\":true}"},
            new String[] {"/api/shallow", "200 "},
            new String[] {"/api/shallow/a/b", "200 parts,a/b"},
            new String[] {"/api/group/x", "200 "},
            new String[] {"/api/group/old/x", "200 "},
            new String[] {"/api/file:1.css", "200 kind,css"},
            new String[] {"/api/file:1xcss", "200 {\"ok\":true}"},
            new String[] {"/api/from/1-to-2", "200 a,1 b,2"},
            new String[] {"/api/rest/a/b", "200 0,a/b"})) {
      assertThat(get(page, one[0])).as(one[0]).isEqualTo(one[1]);
    }
  }

  @Test
  void everyPartOfTheSyntax_matchesAsUrlPatternSays() {
    matchesAsUrlPatternSays(world.open());
  }

  @Test
  void browserWithoutUrlPattern_matchesTheSame() {
    Page page = world.open();
    page.evaluate(
        "async () => { const it = await navigator.serviceWorker.register('/old/sw.js'); await new"
            + " Promise(ok => { const look = () => it.active ? ok() : setTimeout(look, 20); look();"
            + " }); }");
    page.navigate(world.server.url() + "/old/index.html");
    WorkerWorld.awaitController(page);

    matchesAsUrlPatternSays(page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/q?status=open",
        "/api/q/:id?status=open",
        "api/tasks",
        "/api/(a|b",
        "/api/{a",
        "/api/a}",
        "/api/#top",
        "/api/:1",
        "/api/a+b"
      })
  void whatCanNeverMatch_failsTheWorkersScript(String pattern) throws Exception {
    Page page = world.open();
    for (String without : List.of("", "self.URLPattern = void 0;")) {
      String file = "bad" + (without + pattern).hashCode() + ".js";
      world.app.file(
          file,
          without
              + "importScripts('/holdfast/holdfast-worker.js'); holdfast.intercept('GET "
              + pattern
              + "', holdfast.cacheFirst()).start();");

      assertThat(
              page.evaluate(
                  "file => navigator.serviceWorker.register('/' + file, { scope: '/bad/' }).then(()"
                      + " => 'registered', error => error.name)",
                  file))
          .as(without)
          .isEqualTo("TypeError");
    }
  }
}
