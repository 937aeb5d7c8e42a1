package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.Promise;
import dev.holdfast.core.Done;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.json.JsonException;
import dev.holdfast.core.merge.StateHash;
import dev.holdfast.core.replica.Export;
import dev.holdfast.core.replica.Import;

/**
 * The file of unsent changes. Its format is in docs/protocol.md. It has a checksum over everything
 * else in it, and a damaged file is refused.
 */
final class ChangesFile {
  private static final String FORMAT = "holdfast-changes";

  /** The version of a file with {@code unsaved} changes; of others, the one before. */
  private static final int VERSION = 3;

  private ChangesFile() {}

  /** Receives a file's text. */
  interface Written {
    void with(String text);
  }

  /**
   * Writes the current state and all unsent work. The state is what the snapshot function returns,
   * or else the local version. A failure is reported. A file whose work could not be read has the
   * state alone, and says so. If the data is of a newer release, what the page may not save is in
   * the file, too.
   */
  static void export(Engine running, Written then) {
    Json content = Json.object();
    Json state = snapshot(running);
    Json.set(content, "state", state);
    Done done =
        failure -> {
          running.news.report(failure);
          if (failure == null) {
            running.state.addUnsaved(state, content, running.clock.now());
          } else {
            Json.set(content, "mutations", Json.array());
            Json.set(content, "requests", Json.array());
            Json.set(content, "incomplete", Json.of(failure.code().name()));
          }
          then.with(write(content, running.app, running.clock.now()));
        };
    if (running.session.hasEnded()) {
      done.ended(Failure.signedOut());
      return;
    }
    running.queue.export(
        (requests, unread) -> {
          Json.set(content, "requests", requests);
          if (unread == null) {
            Export.run(running.replica, running.state.shape(), content, done);
          } else {
            done.ended(unread);
          }
        });
  }

  private static Json snapshot(Engine running) {
    try {
      return running.state.snapshot();
    } catch (Failure failure) {
      running.news.fail(failure);
      return Json.absent();
    }
  }

  /**
   * Imports the work in a file. Resolves to whether that succeeded.
   *
   * @throws Failure as {@link #read}
   */
  static void take(Engine running, String text, Promise.Settle resolve) {
    Json content = read(text, running.app);
    Json requests = running.queue.imported(Json.get(content, "requests"), running.app.adopts());
    Import.run(
        running.replica,
        content,
        failure -> {
          if (failure == null) {
            running.queue.take(requests, running.requests.decided(resolve));
          } else {
            running.answers.success(resolve).ended(failure);
          }
        });
  }

  /** Adds the remaining fields and the checksum, and returns the file's text. */
  private static String write(Json content, Definitions app, double now) {
    Json.set(content, "format", Json.of(FORMAT));
    boolean unsaved = !Json.isAbsent(Json.get(content, "unsaved"));
    Json.set(content, "version", Json.of(unsaved ? VERSION : VERSION - 1));
    Json.set(content, "space", Json.of(app.space()));
    Json.set(content, "subject", Json.of(app.subject()));
    Json.set(content, "savedAt", Json.of(now));
    Json.set(content, "checksum", Json.of(checksum(content)));
    return Json.stringify(content);
  }

  /**
   * Reads and checks a file.
   *
   * @throws Failure {@code BAD_IMPORT} if it is damaged or no such file, {@code WRONG_SUBJECT} if
   *     it is another subject's
   */
  private static Json read(String text, Definitions app) {
    Json content;
    try {
      content = Json.parse(text);
    } catch (JsonException damaged) {
      throw bad("it is no JSON");
    }
    if (!Json.isObject(content)
        || !is(content, "format", FORMAT)
        || !Json.isArray(Json.get(content, "mutations"))
        || !Json.isArray(Json.get(content, "requests"))) {
      throw bad("it is no file of unsent changes");
    }
    if (Json.number(Json.get(content, "version")) > VERSION) {
      throw bad("a later release wrote it");
    }
    Json claimed = Json.get(content, "checksum");
    Json.remove(content, Json.of("checksum"));
    if (!Json.isString(claimed) || !Json.text(claimed).equals(checksum(content))) {
      throw bad("its checksum does not fit, it is damaged");
    }
    Json why = Json.get(content, "incomplete");
    if (!Json.isAbsent(why)) {
      throw bad("it has no changes, since they could not be read then: " + Json.stringify(why));
    }
    if (!is(content, "space", app.space())) {
      throw bad("it is of another space");
    }
    if (!is(content, "subject", app.subject()) && !(app.adopts() && is(content, "subject", ""))) {
      throw new Failure(
          Failure.Code.WRONG_SUBJECT, "the file is of another subject; nothing was imported");
    }
    return content;
  }

  private static boolean is(Json content, String field, String expected) {
    Json value = Json.get(content, field);
    return Json.isString(value) && Json.text(value).equals(expected);
  }

  private static Failure bad(String why) {
    return new Failure(Failure.Code.BAD_IMPORT, why + "; nothing was imported");
  }

  private static String checksum(Json content) {
    return StateHash.of(FORMAT, "", content).hex();
  }
}
