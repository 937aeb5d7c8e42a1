package dev.holdfast.server.api;

import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.server.space.Spaces;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the API has done since it started, in Prometheus' text format. Thread-safe. */
final class Metrics {
  private final LongAdder requests = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder epochs = new LongAdder();
  private final LongAdder changes = new LongAdder();
  private final Map<Receipt.Status, LongAdder> receipts = new ConcurrentHashMap<>();

  void request() {
    requests.increment();
  }

  /** A request was answered with a 4xx. */
  void refusal() {
    refused.increment();
  }

  /** A request was answered with a 5xx. */
  void failure() {
    failed.increment();
  }

  void epochChanged() {
    epochs.increment();
  }

  void answered(List<Receipt> given, int changesSent) {
    for (Receipt receipt : given) {
      count(receipt.status()).increment();
    }
    changes.add(changesSent);
  }

  private LongAdder count(Receipt.Status status) {
    return receipts.computeIfAbsent(status, first -> new LongAdder());
  }

  String text(Spaces spaces, LiveHub live) {
    StringBuilder out = new StringBuilder();
    metric(out, "requests_total", "counter", "Requests of the sync API.", requests.sum());
    metric(out, "refused_total", "counter", "Requests answered with 4xx.", refused.sum());
    metric(out, "failed_total", "counter", "Requests answered with 5xx.", failed.sum());
    metric(out, "epoch_changes_total", "counter", "EPOCH_CHANGED answers.", epochs.sum());
    metric(out, "changes_sent_total", "counter", "Changes sent to replicas.", changes.sum());
    head(out, "receipts_total", "counter", "Mutations answered, by what became of them.");
    for (Receipt.Status status : Receipt.Status.values()) {
      out.append("holdfast_receipts_total{status=\"")
          .append(status.word())
          .append("\"} ")
          .append(count(status).sum())
          .append('\n');
    }
    metric(out, "commits_total", "counter", "Transactions made durable.", spaces.commits());
    metric(out, "commit_queue", "gauge", "Requests waiting for a commit.", spaces.waiting());
    metric(out, "live_streams", "gauge", "Live streams open now.", live.size());
    metric(out, "live_dropped_total", "counter", "Live streams dropped as slow.", live.dropped());
    return out.toString();
  }

  private static void metric(StringBuilder out, String name, String type, String help, long value) {
    head(out, name, type, help);
    out.append("holdfast_").append(name).append(' ').append(value).append('\n');
  }

  private static void head(StringBuilder out, String name, String type, String help) {
    out.append(
        String.format(
            Locale.ROOT, "# HELP holdfast_%s %s%n# TYPE holdfast_%s %s%n", name, help, name, type));
  }
}
