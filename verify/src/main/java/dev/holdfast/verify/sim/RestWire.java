package dev.holdfast.verify.sim;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.rest.Resources;
import org.jspecify.annotations.Nullable;

/** One page's way to the app's REST backend. */
final class RestWire implements Resources {
  private final World world;
  private final Device device;
  private final RestServer backend;
  private final Line line;

  RestWire(World world, Device device, Agenda.Life page, int number, RestServer backend) {
    this.world = world;
    this.device = device;
    this.backend = backend;
    Dice dice = Dice.of(world.seed(), "rest" + device.number(), number);
    this.line = new Line(world, device, page, dice);
  }

  /** What leaves. */
  private final class Exchange implements Line.Request<Answer> {
    private final Call call;
    private final String work;
    private final Heard heard;
    private final String signedIn = device.signedIn();

    Exchange(Call call, String work, Heard heard) {
      this.call = call;
      this.work = work;
      this.heard = heard;
    }

    @Override
    public @Nullable Answer arrived() {
      Answer answer = world.server().isUp() ? backend.handle(call, work, signedIn) : null;
      if (call.method().equals("GET")) {
        answer = device.cache().answer(call, answer);
      }
      return answer == null ? null : RestServer.unlessKnown(call, answer);
    }

    @Override
    public Answer instead(int status, double retryAfter) {
      int told = status == 200 ? 0 : status; // HTML is no answer of the backend
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
