package dev.holdfast.verify.sim.page;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.net.Probe;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.sync.Transport;
import dev.holdfast.verify.sim.device.Device;
import dev.holdfast.verify.sim.device.Login;
import dev.holdfast.verify.sim.ground.Agenda;
import dev.holdfast.verify.sim.ground.Dice;
import dev.holdfast.verify.sim.ground.Faults;
import dev.holdfast.verify.sim.ground.Ground;
import dev.holdfast.verify.sim.server.SyncServer;
import org.jspecify.annotations.Nullable;

/** One page's connection to the sync server, or to a portal or cache that answers instead. */
final class Wire implements Transport, Probe {
  private final Ground ground;
  private final SyncServer server;
  private final Device device;
  private final Agenda.Life page;
  private final Dice dice;
  private final Dice others;
  private final Line line;
  private String before = "";

  Wire(Ground ground, SyncServer server, Device device, Agenda.Life page, int number) {
    this.ground = ground;
    this.server = server;
    this.device = device;
    this.page = page;
    this.dice = ground.dice("wire" + device.number(), number);
    this.others = ground.dice("probe" + device.number(), number);
    this.line = new Line(ground, device, page, dice);
  }

  /**
   * An answer on its way.
   *
   * @param lineage how often the server had been restored when it was given
   */
  private record Sent(Answer answer, int lineage) {}

  /** A request being sent. */
  private final class Push implements Line.Request<Sent> {
    private final Json request;
    private final Transport.Heard heard;
    private final String signedIn = device.login().subject();

    Push(Json request, Transport.Heard heard) {
      this.request = request;
      this.heard = heard;
    }

    @Override
    public @Nullable Sent arrived() {
      String named = ground.bugs().subject(Login.OWNER);
      SyncServer.Reply reply = server.handle(request, named, signedIn);
      return reply == null
          ? null
          : sent(reply.status(), ground.bugs().response(request, reply.body()), 0);
    }

    private Sent sent(int status, Json body, double retryAfter) {
      return new Sent(new Answer(status, body, retryAfter), server.lineages());
    }

    @Override
    public Sent instead(int status, double retryAfter) {
      Json body =
          switch (status) {
            case 503 -> SyncServer.problem("BUSY");
            case 429 -> SyncServer.problem("SLOW");
            case 200 -> ground.bugs().portal(request);
            default -> Json.absent();
          };
      return sent(status, body, retryAfter);
    }

    @Override
    public int status(Sent sent) {
      return sent.answer().status();
    }

    @Override
    public void ended(Sent sent) {
      Answer answer = sent.answer();
      if (sent.lineage() < server.lineages() && SyncAnswer.isPage(answer.body())) {
        device.disk().heardLate(Json.of(SyncAnswer.cursor(answer.body())));
      }
      heard.answer(answer);
    }
  }

  @Override
  public void post(Json body, Transport.Heard heard) {
    line.send(new Push(ground.bugs().request(body), heard));
  }

  private void answered(String nonce, boolean up, Probe.Heard heard) {
    before = nonce;
    heard.answer(up ? 200 : 0, up ? nonce : "");
  }

  /** A portal's page, or a cached answer to another probe. */
  private String earlier() {
    return others.chance(0.5) ? "<html>" : before;
  }

  @Override
  public void ask(String nonce, Probe.Heard heard) {
    double there = 5 + dice.pause(60);
    if (!device.cable()) {
      ground.after(1, page, () -> heard.answer(0, ""));
      return;
    }
    Faults.Fate fate = ground.faults().fate(dice);
    ground.after(
        there + dice.pause(60),
        page,
        () -> {
          boolean up = server.isUp();
          switch (fate) {
            case ANSWERED, DUPLICATED, LATE -> answered(nonce, up, heard);
            case STATUS_503, STATUS_429 -> heard.answer(503, "");
            case HTML_200 -> heard.answer(200, earlier());
            default -> heard.answer(0, "");
          }
        });
  }
}
