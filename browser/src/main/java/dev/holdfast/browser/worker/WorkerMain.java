package dev.holdfast.browser.worker;

import org.teavm.jso.JSExport;

/**
 * Entry point of {@code holdfast-worker.js}: {@code worker-footer.js} makes {@link #open} the
 * global {@code holdfast}.
 */
public final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] args) {}

  @JSExport
  public static Holdfast open() {
    return new Holdfast(OfflineWorker.create());
  }
}
