package dev.holdfast.verify.sim.bugs;

import dev.holdfast.core.rest.Resources;
import dev.holdfast.verify.sim.ground.Hooks;

/** Deliberate bugs between a page and a REST backend. */
final class RestBugs {
  private RestBugs() {}

  private static Resources.Call unconditional(Resources.Call call) {
    return new Resources.Call(
        call.method(), call.url(), call.id(), call.body(), "", "", call.key());
  }

  static final class NoCondition extends Hooks {
    @Override
    public Resources resources(Resources way) {
      return (call, heard) -> way.send(unconditional(call), heard);
    }
  }

  /**
   * Shows if a cache answers the GET, or if another client writes between the GET and the change.
   */
  static final class LookBelieved extends Hooks {
    @Override
    public Resources resources(Resources way) {
      return new Believing(way);
    }

    private static final class Believing implements Resources {
      private final Resources way;
      private boolean looked;

      Believing(Resources way) {
        this.way = way;
      }

      @Override
      public void send(Call call, Heard heard) {
        boolean known = looked;
        looked = call.method().equals("GET") && !call.id().isEmpty();
        way.send(known ? unconditional(call) : call, heard);
      }
    }
  }

  static final class FirstPage extends Hooks {
    @Override
    public Resources resources(Resources way) {
      return (call, heard) -> way.send(call, answer -> heard.answer(last(answer)));
    }

    private static Resources.Answer last(Resources.Answer answer) {
      return new Resources.Answer(
          answer.status(), answer.body(), answer.etag(), answer.made(), "", answer.retryAfter());
    }
  }
}
