package dev.holdfast.verify.sim.page;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.server.RestServer;
import dev.holdfast.verify.sim.server.SyncServer;
import org.jspecify.annotations.Nullable;

/** One page's connection to the app's REST backend. */
final class RestWire implements Resources {
  private final SyncServer server;
  private final RestServer backend;
  private final HttpCache cache;
  private final Device device;
  private final Line line;

  /**
   * @param server is down when the backend is, since it answers the probe
   * @param cache the cache between the device and the backend
   */
  RestWire(SyncServer server, RestServer backend, HttpCache cache, Device device, Line line) {
    this.server = server;
    this.backend = backend;
    this.cache = cache;
    this.device = device;
    this.line = line;
  }

  /** A request being sent. */
  private final class Exchange implements Line.Request<Answer> {
    private final Call call;
    private final String work;
    private final Heard heard;
    private final String signedIn = device.login().subject();

    Exchange(Call call, String work, Heard heard) {
      this.call = call;
      this.work = work;
      this.heard = heard;
    }

    @Override
    public @Nullable Answer arrived() {
      Answer answer = server.isUp() ? backend.handle(call, work, signedIn) : null;
      if (call.method().equals("GET")) {
        answer = cache.answer(call, answer);
      }
      return answer == null ? null : RestServer.unlessKnown(call, answer);
    }

    @Override
    public Answer instead(int status, double retryAfter) {
      int told = status == 200 ? 0 : status; // HTML is not an answer of the backend
      return new Answer(told, Json.absent(), "", "", "", retryAfter);
    }

    @Override
    public int status(Answer answer) {
      return answer.status();
    }

    @Override
    public void ended(Answer answer) {
      heard.answer(answer);
    }
  }

  @Override
  public void send(Call call, Heard heard) {
    line.send(new Exchange(call, call.key(), heard));
  }
}
