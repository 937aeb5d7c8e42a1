package dev.holdfast.verify.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.holdfast.verify.harness.Backend;
import dev.holdfast.verify.harness.Backend.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request that the worker does not intercept, or passes on, arrives at the server and is answered
 * as if there were no worker.
 */
class TransparencyTest {
  /** The properties of a request: one of each row, in all combinations. */
  private static final String MATRIX =
      """
      async way => {
        const bodies = {
          none: () => undefined, text: () => 'text ü', bytes: () => new Uint8Array([0, 1, 254, 255]),
          blob: () => new Blob(['blob'], {type: 'application/x-blob'}),
          search: () => new URLSearchParams({a: '1 & 2'}),
          form: () => { const form = new FormData(); form.set('field', 'ü');
            form.set('file', new File(['content'], 'name.txt', {type: 'text/plain'})); return form; }};
        const told = [];
        const ask = async (what, init) => {
          let heard;
          try {
            const got = await fetch('/api/' + way + '/' + what, init);
            heard = [got.status, got.statusText, got.type, got.redirected, got.url,
              got.headers.get('content-type'), got.headers.get('content-range'),
              got.headers.get('x-answer'), await got.text()].join(' | ');
          } catch (error) { heard = error.name; }
          told.push([what, JSON.stringify(init), heard].join(': ').replaceAll(way, 'WAY'));
        };
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
          for (const body of Object.keys(bodies))
            if (body === 'none' || !/GET|HEAD/.test(method))
              await ask(method + '-' + body, {method, body: bodies[body]()});
        for (const mode of ['cors', 'same-origin', 'no-cors'])
          for (const credentials of ['omit', 'same-origin', 'include'])
            for (const method of ['GET', 'POST'])
              await ask(mode + '-' + credentials, {method, mode, credentials});
        for (const redirect of ['follow', 'manual'])
          for (const method of ['GET', 'POST'])
            await ask('redirect', {method, redirect});
        for (const range of ['bytes=0-1', 'bytes=2-', 'bytes=90-'])
          await ask('range', {headers: {range}});
        for (const cache of ['default', 'no-store', 'reload', 'no-cache'])
          await ask('cache', {cache});
        for (const status of [204, 304, 404, 500]) await ask('status' + status, {});
        await ask('headers', {headers: {authorization: 'Bearer t', 'x-own': 'ö'.charCodeAt(0),
          'accept-language': 'de', 'if-none-match': '"e"'}, referrerPolicy: 'no-referrer'});
        await ask('aborted', {signal: AbortSignal.abort()});
        return told;
      }""";

  /** The same to another origin, which allows us, and through a redirect from our own. */
  private static final String ELSEWHERE =
      """
      async ([elsewhere, way]) => {
        const told = [];
        const ask = async (url, init) => {
          let heard;
          try {
            const got = await fetch(url, init);
            heard = [got.status, got.type, got.redirected, got.url, got.headers.get('x-answer'),
              await got.text()].join(' | ');
          } catch (error) { heard = error.name; }
          told.push([url, JSON.stringify(init), heard].join(': ').replaceAll(way, 'WAY'));
        };
        const theirs = elsewhere + '/' + way + '/';
        for (const credentials of ['omit', 'same-origin', 'include']) {
          for (const mode of ['cors', 'no-cors', 'same-origin'])
            for (const method of ['GET', 'POST'])
              await ask(theirs + 'simple', {method, mode, credentials});
          for (const method of ['PUT', 'DELETE'])
            await ask(theirs + 'preflight-' + credentials + method,
              {method, credentials, headers: {'x-own': '1'}, body: 'b'});
          await ask('/api/' + way + '/away', {credentials});
        }
        return told;
      }""";

  /**
   * What the browser itself refuses. A streamed upload needs HTTP/2, which our server does not
   * speak.
   */
  private static final String REFUSED =
      """
      async elsewhere => {
        const told = [];
        const ask = async (url, init) =>
          told.push(await fetch(url, init).then(got => got.status, error => error.name));
        for (const method of ['GET', 'POST'])
          await ask('/api/untouched/redirect', {method, redirect: 'error'});
        await ask('/api/untouched/stream',
          {method: 'POST', duplex: 'half', body: new Blob(['streamed']).stream()});
        await ask(elsewhere + '/untouched/closed', {});
        await ask(elsewhere + '/untouched/closed', {method: 'PUT'});
        return told.join();
      }""";

  private static Backend elsewhere;
  private static WorkerWorld world;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    elsewhere = Backend.start();
    world =
        new WorkerWorld(
            folder,
            """
            .precache(self.__PRECACHE)
            .intercept('* /api/passed/*', holdfast.networkOnly())
            .intercept('* ELSEWHERE/passed/*', holdfast.networkOnly())
            .intercept('* /api/handled/*', ({ request }) => fetch(request), { when: 'always' })
            .intercept('* ELSEWHERE/handled/*', ({ request }) => fetch(request), { when: 'always' })
            .start()"""
                .replace("ELSEWHERE", elsewhere.url()));
    world.app.file("plain.html", "<!doctype html><title>plain</title>");
    world.backend.answer(TransparencyTest::answer);
    elsewhere.answer(TransparencyTest::answerElsewhere);
  }

  @AfterAll
  static void close() {
    world.close();
    elsewhere.close();
  }

  @BeforeEach
  void open() {
    world.anew();
    elsewhere.forget();
  }

  private static Reply answerElsewhere(Backend.Got request) {
    return request.path().endsWith("closed")
        ? Reply.json("{}")
        : new Reply(
            200,
            "text/plain",
            "answer of another origin",
            Map.of(
                "Access-Control-Allow-Origin", world.server.url(),
                "Access-Control-Allow-Credentials", "true",
                "Access-Control-Allow-Methods", "PUT, DELETE",
                "Access-Control-Allow-Headers", "x-own",
                "Access-Control-Expose-Headers", "x-answer",
                "X-Answer", "theirs"));
  }

  private static Reply answer(Backend.Got request) {
    String what = request.path().replaceAll(".*/", "");
    if (what.equals("free")) {
      return new Reply(200, "text/html", "<title>free</title>", Map.of());
    }
    if (what.equals("away")) {
      return Reply.status(
          302, "Location", elsewhere.url() + request.path().replaceFirst("^/api", ""));
    }
    if (request.method().equals("HEAD")) {
      return Reply.status(200, "X-Answer", "head");
    }
    if (what.equals("redirect")) {
      return Reply.status(307, "Location", "target");
    }
    if (what.startsWith("status")) {
      return Reply.status(Integer.parseInt(what.substring(6)), "X-Answer", "status");
    }
    String range = request.headers().get("range");
    if (range != null) {
      return range.equals("bytes=90-")
          ? Reply.status(416, "Content-Range", "bytes */4")
          : new Reply(206, "text/plain", "01", Map.of("Content-Range", "bytes 0-1/4"));
    }
    return new Reply(200, "text/plain", "answer to " + what, Map.of("X-Answer", "whole"));
  }

  /**
   * A page without a worker. The next page that is opened registers one, which also claims this
   * page.
   */
  private static Page plain() {
    return plain("/plain.html");
  }

  private static Page plain(String path) {
    Page page = world.profile.open(world.server.url() + path).page();
    page.evaluate("() => { document.cookie = 'login=1; path=/'; }");
    return page;
  }

  /** The requests at the server, without the parts that the connection adds. */
  private static List<String> heard(Backend backend, int from, String way) {
    List<String> all = new ArrayList<>();
    for (Backend.Got got : backend.requests().subList(from, backend.requests().size())) {
      Map<String, String> headers = new TreeMap<>(got.headers());
      headers
          .keySet()
          .removeIf(name -> name.matches("host|connection|via|forwarded|x-forwarded.*"));
      String text = got.method() + " " + got.path() + " " + headers + " " + got.body();
      all.add(text.replace(way, "WAY").replaceAll("WebKitFormBoundary\\w+", "BOUNDARY"));
    }
    return all;
  }

  @Test
  void everyKindOfRequest_arrivesAndIsAnsweredAsWithoutAWorker() {
    Page page = plain();
    assertThat(page.evaluate("() => !!navigator.serviceWorker.controller")).isEqualTo(false);
    Object told = page.evaluate(MATRIX, "without");
    List<String> heard = heard(world.backend, 0, "without");
    assertThat(heard).hasSizeGreaterThan(60);

    world.open();
    WorkerWorld.awaitController(page);

    for (String way : List.of("untouched", "passed", "handled")) {
      int from = world.backend.requests().size();
      assertThat((List<?>) page.evaluate(MATRIX, way)).as(way).isEqualTo(told);
      assertThat(heard(world.backend, from, way)).as(way).isEqualTo(heard);
    }
  }

  @Test
  void answerThatComesInParts_isPassedOnAsItComes_andEndsWhenThePageGivesUp() {
    world.open();
    Page page = plain();
    WorkerWorld.awaitController(page);
    CountDownLatch gate = new CountDownLatch(1);
    world.backend.holdBodies(gate);

    for (String way : List.of("untouched", "passed", "handled")) {
      assertThat(
              page.evaluate(
                  "async way => { const stop = new AbortController(); const got = await"
                      + " fetch('/api/' + way + '/parts', {signal: stop.signal});"
                      + " const reader = got.body.getReader(), first = await reader.read();"
                      + " stop.abort(); return new TextDecoder().decode(first.value) + '…'"
                      + " + await reader.read().then(() => 'more', error => error.name); }",
                  way))
          .as(way)
          .isEqualTo("answer …AbortError");
    }
    gate.countDown();
  }

  @Test
  void everyKindOfRequestToAnotherOrigin_asWithoutAWorker() {
    Page page = plain("/api/free"); // a page whose policy allows other origins
    Object told = page.evaluate(ELSEWHERE, List.of(elsewhere.url(), "without"));
    List<String> heard = heard(elsewhere, 0, "without");
    assertThat(heard).hasSizeGreaterThan(20);
    assertThat(heard).anyMatch(one -> one.contains("cookie=login=1"));

    world.open();
    WorkerWorld.awaitController(page);

    for (String way : List.of("untouched", "passed", "handled")) {
      int from = elsewhere.requests().size();
      assertThat((List<?>) page.evaluate(ELSEWHERE, List.of(elsewhere.url(), way)))
          .as(way)
          .isEqualTo(told);
      assertThat(heard(elsewhere, from, way)).as(way).isEqualTo(heard);
    }
  }

  @Test
  void whatTheBrowserRefuses_itRefusesAsWithoutAWorker() {
    Page page = plain("/api/free");
    Object told = page.evaluate(REFUSED, elsewhere.url());
    assertThat(told).isEqualTo("TypeError,TypeError,TypeError,TypeError,TypeError");
    List<String> heard = heard(world.backend, 1, "untouched");

    world.open();
    WorkerWorld.awaitController(page);

    int from = world.backend.requests().size();
    assertThat(page.evaluate(REFUSED, elsewhere.url())).isEqualTo(told);
    assertThat(heard(world.backend, from, "untouched")).isEqualTo(heard);
  }
}
