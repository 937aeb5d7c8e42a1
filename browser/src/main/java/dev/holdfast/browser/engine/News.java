package dev.holdfast.browser.engine;

import dev.holdfast.browser.js.BrowserClock;
import dev.holdfast.core.Clock;
import dev.holdfast.core.Failure;
import dev.holdfast.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.JSObject;

/** Passes events from the engine to the app's listeners, which the page module keeps. */
final class News {
  private final JSObject emit;
  private final Clock clock = new BrowserClock();
  private boolean syncFailed;
  private int events;
  private @Nullable Failure written;

  /** The code that was reported last. */
  private String last = "";

  /**
   * @param emit the page module's function that receives events
   */
  News(JSObject emit) {
    this.emit = emit;
  }

  static Json event(String type) {
    Json event = Json.object();
    Json.set(event, "type", Json.of(type));
    return event;
  }

  void emit(Json event) {
    events++;
    AppValue.apply(emit, event);
  }

  /** How many events there were. What the app is shown changes with an event only. */
  int events() {
    return events;
  }

  void change() {
    emit(event("change"));
  }

  /** A sync failed. This is {@code lastError} until a sync succeeds. */
  void syncFailed(Failure failure) {
    failedItself(failure);
    syncFailed = true;
  }

  /** A sync succeeded. */
  void synced() {
    if (syncFailed) {
      syncFailed = false;
      last = "";
      emit(event("recovered"));
      change();
    }
  }

  /** Reports a failure, if there is one. */
  void report(@Nullable Failure failure) {
    if (failure != null) {
      fail(failure);
    }
  }

  /**
   * Something failed that nobody asked for. A migration that failed stops all that comes after it,
   * and is reported once.
   */
  void failedItself(Failure failure) {
    if (failure.code() != Failure.Code.MIGRATION_FAILED || !last.equals(failure.code().name())) {
      fail(failure);
    }
  }

  /** A write failed. Those that share a transaction share its failure, which is reported once. */
  void writeFailed(Failure failure) {
    if (failure != written) {
      written = failure;
      fail(failure);
    }
  }

  void fail(Failure failure) {
    fail(failure.code().name(), String.valueOf(failure.getMessage()));
  }

  /**
   * @param code ours, or the server's own
   */
  void fail(String code, String message) {
    syncFailed = false;
    last = code;
    Json error = Json.object();
    Json.set(error, "code", Json.of(code));
    Json.set(error, "message", Json.of(message));
    Json.set(error, "at", Json.of(clock.now()));
    Json event = event("error");
    Json.set(event, "error", error);
    emit(event);
    change();
  }
}
