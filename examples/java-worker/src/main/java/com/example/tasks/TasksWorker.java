package com.example.tasks;

import static dev.holdfast.browser.worker.Queueing.queue;
import static dev.holdfast.browser.worker.Route.get;
import static dev.holdfast.browser.worker.Route.post;
import static dev.holdfast.browser.worker.Strategy.networkFirst;

import dev.holdfast.browser.js.Response;
import dev.holdfast.browser.worker.Call;
import dev.holdfast.browser.worker.OfflineWorker;
import dev.holdfast.browser.worker.Resource;
import dev.holdfast.core.json.Json;

/** The app's service worker. It decides what works without a network, and how. */
public final class TasksWorker {
  private TasksWorker() {}

  public static void main(String[] args) {
    OfflineWorker.create()
        .precache()
        .navigationFallback("/index.html")
        .intercept(get("/api/tasks"), networkFirst().timeout(3_000).maxEntries(20))
        .intercept(post("/api/tasks"), queue())
        .intercept(Resource.at("/api/notes").items("/notes").item("/note").timeout(3_000))
        .intercept(get("/api/reports/:year"), TasksWorker::offlineReport)
        .start();
  }

  /** A handler: answers in place of the server while offline. */
  private static Response offlineReport(Call call) {
    Json report = Json.object();
    Json.set(report, "year", Json.get(call.getParams(), "year"));
    Json.set(report, "text", Json.of("made by Java in the worker, without a network"));
    return Response.ofJson(report);
  }
}
