package dev.holdfast.browser.worker;

/** Entry point of {@code holdfast-worker.js}. */
public final class WorkerMain {
  private WorkerMain() {}

  public static void main(String[] args) {
    new Holdfast(OfflineWorker.create()).publish();
  }
}
