package dev.holdfast.verify.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.holdfast.verify.harness.Await;
import dev.holdfast.verify.harness.BrowserTest;
import dev.holdfast.verify.harness.Server;
import dev.holdfast.verify.harness.Tab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation as {@code ./holdfast docs} builds it and the demo serves it. Its pages are the
 * repository's Markdown files, so this also follows the links in those.
 */
class SiteTest extends BrowserTest {
  private static final Path HOME =
      Path.of(System.getProperty("holdfast.home", "..")).toAbsolutePath().normalize();
  private static final Path SITE = HOME.resolve("site/target/docs");
  private static final Pattern LINK = Pattern.compile("<([a-z]+) [^>]*?(?:href|src)=\"([^\"]*)\"");
  private static final Pattern ID = Pattern.compile(" (?:id|name)=\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("<pre.*?</pre>", Pattern.DOTALL);
  private static final int PHONE = 360;

  private static void build() throws IOException, InterruptedException {
    Path log = HOME.resolve("site/target/test.log");
    Files.createDirectories(SITE);
    Process docs =
        new ProcessBuilder(HOME.resolve("holdfast").toString(), "docs")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(docs.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(docs.exitValue()).as(Files.readString(log)).isZero();
  }

  /** A demo that starts before the folder is there serves no documentation. */
  @Override
  protected Server startServer(Path data) {
    try {
      build();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Server.demo(data);
  }

  private static List<Path> pages() {
    try (Stream<Path> all = Files.walk(SITE)) {
      return all.filter(path -> path.toString().endsWith(".html")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Map<Path, Set<String>> anchors = new HashMap<>();

  private boolean hasAnchor(Path page, String anchor) {
    return anchors
        .computeIfAbsent(
            page,
            file -> {
              Set<String> found = new HashSet<>();
              ID.matcher(read(file))
                  .results()
                  .forEach(id -> found.add(id.group(1).replace("&lt;", "<").replace("&gt;", ">")));
              return found;
            })
        .contains(anchor);
  }

  @Test
  void everyLink_leadsSomewhere_andNothingIsLoadedFromElsewhere() {
    Set<String> broken = new TreeSet<>();
    List<Path> pages = pages();
    assertThat(pages).hasSizeGreaterThan(100);
    for (Path page : pages) {
      URI here = URI.create("/docs/" + SITE.relativize(page).toString().replace(" ", "%20"));
      for (MatchResult link :
          LINK.matcher(CODE.matcher(read(page)).replaceAll("")).results().toList()) {
        String to = link.group(2).replace("&amp;", "&");
        String said = SITE.relativize(page) + ": " + to;
        if (to.matches("(https?|mailto):.*|//.*")) {
          if (!link.group(1).equals("a")) {
            broken.add(said + " is loaded from elsewhere");
          }
        } else if (!to.startsWith("data:")
            && !leads(here, ofJavadoc(page) ? to.replaceAll("#.*", "") : to)) {
          broken.add(said);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** Its anchors are the tool's own: a package without classes has none, and is linked to. */
  private static boolean ofJavadoc(Path page) {
    return page.startsWith(SITE.resolve("java"));
  }

  private boolean leads(URI here, String to) {
    String[] parts = to.split("#", 2);
    String path = parts[0].isEmpty() ? here.getPath() : here.resolve(parts[0]).getPath();
    if (!path.startsWith("/docs/")) {
      return false;
    }
    Path file = SITE.resolve(path.substring("/docs/".length()));
    if (Files.isDirectory(file)) {
      file = file.resolve("index.html");
    }
    String anchor =
        parts.length < 2
            ? ""
            : URLDecoder.decode(parts[1].replace("+", "%2B"), StandardCharsets.UTF_8);
    return Files.isRegularFile(file) && (anchor.isEmpty() || hasAnchor(file, anchor));
  }

  @Test
  void everyPageOfTheDocs_isInTheMenu() throws IOException {
    String menu = read(SITE.resolve("guide.html"));
    Set<String> missing = new TreeSet<>();
    try (Stream<Path> all = Files.walk(HOME.resolve("docs"))) {
      for (Path page : all.filter(path -> path.toString().endsWith(".md")).toList()) {
        String name = HOME.resolve("docs").relativize(page).toString();
        String place = "/docs/" + name.replaceAll("(index)?\\.md$", "");
        if (!menu.contains("href=\"" + place + "\"")
            && !menu.contains("href=\"" + place + ".html\"")) {
          missing.add(name);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void searched_theGuideIsFound_andNoOtherHostIsAsked() {
    Tab tab = browser().newTab();
    Set<String> elsewhere = new TreeSet<>();
    tab.page()
        .onRequest(
            request -> {
              if (!request.url().matches("(" + Pattern.quote(server.url()) + "/|data:|blob:).*")) {
                elsewhere.add(request.url());
              }
            });
    tab.open(server.url() + "/docs");
    tab.page().waitForURL(server.url() + "/docs/");
    Locator field = tab.page().locator("input[type=search]");
    Await.until(
        "the page's script has come, and the search is open",
        Tab.PATIENCE,
        () -> {
          tab.page().keyboard().press("Control+k");
          return field.isVisible();
        },
        open -> open);
    field.fill("captive portal");
    Locator found =
        tab.page().locator(".VPLocalSearchBox a.result[href*='the-networks-status']").first();
    found.waitFor();
    found.click();

    tab.page().waitForURL(server.url() + "/docs/guide.html#the-networks-status");
    tab.until("the section is there", "!!document.getElementById('the-networks-status')");
    assertThat(elsewhere).isEmpty();
    assertThat(tab.complaints()).isEmpty();
  }

  /** The demo's worker has the whole origin for its scope. */
  @Test
  void demosWorker_keepsNothingOfTheDocs_andDoesNotAnswerForThem() {
    Tab tab = browser().open(server.url());
    controlled(tab);
    assertThat(server.get("/holdfast/precache.js").body())
        .contains("index.html")
        .doesNotContain("/docs/");

    Response page = tab.page().navigate(server.url() + "/docs/guide.html");
    assertThat(page.fromServiceWorker()).isFalse();
    tab.until("it is the guide", "document.querySelector('h1').textContent.startsWith('Guide')");
    assertThat(
            tab.json(
                "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
                    + ".then(cache => cache.keys())))).then(all => all.flat().filter(request =>"
                    + " new URL(request.url).pathname.startsWith('/docs')).length)"))
        .isEqualTo("0");
  }

  @Test
  void onAPhone_noPageIsWiderThanTheScreen() {
    Page page = browser().newTab().page();
    page.setViewportSize(PHONE, 740);
    Set<String> wide = new TreeSet<>();
    for (Path file : pages()) {
      String name = SITE.relativize(file).toString();
      if (!ofJavadoc(file)) {
        page.navigate(server.url() + "/docs/" + name);
        int width = (int) page.evaluate("document.documentElement.scrollWidth");
        if (width > PHONE) {
          wide.add(name + ": " + width);
        }
      }
    }
    assertThat(wide).isEmpty();
  }
}
