package dev.holdfast.browser.testing;

import dev.holdfast.browser.js.BrowserRandom;
import dev.holdfast.core.Random;
import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.ProblemBody;
import dev.holdfast.core.protocol.ProtocolException;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.protocol.SyncRequest;
import dev.holdfast.core.space.Permission;
import dev.holdfast.core.space.Revision;
import dev.holdfast.core.space.Rules;
import dev.holdfast.core.space.Space;
import java.util.HashMap;
import java.util.Map;
import org.teavm.jso.JSExport;

/** The spaces of a server in memory. What a call throws has changed nothing. */
public final class TestSpaces {
  private final Map<String, MemorySpace> spaces = new HashMap<>();
  private final Random random = new BrowserRandom();
  private int writes;

  /**
   * Answers {@code POST /v1/spaces/name/sync} as the server does, under a subject without a name:
   * {@code {answered, body}}, with the HTTP status.
   *
   * @param request the body
   */
  @JSExport
  public Json sync(String name, Json request) {
    try {
      return answered(run(name, SyncRequest.read(request, Rules.DEFAULT.limits())));
    } catch (ProtocolException refused) {
      String detail = String.valueOf(refused.getMessage());
      return answer(refused.code().status(), ProblemBody.of(refused.code().name(), detail));
    }
  }

  private SyncAnswer run(String name, SyncRequest request) {
    MemorySpace next = space(name).copy();
    SyncAnswer answer = new Space(next, Rules.DEFAULT, random).sync("", request, Permission.ALL);
    spaces.put(name, next);
    return answer;
  }

  private static Json answered(SyncAnswer answer) {
    if (answer instanceof SyncAnswer.EpochChanged changed) {
      return answer(409, changed.problem());
    }
    if (answer instanceof SyncAnswer.NewerState newer) {
      return answer(409, newer.problem());
    }
    return answer(200, Json.parse(((SyncAnswer.Page) answer).text()));
  }

  private static Json answer(int status, Json body) {
    Json answer = Json.object();
    Json.set(answer, "answered", Json.of(status));
    Json.set(answer, "body", body);
    return answer;
  }

  private MemorySpace space(String name) {
    return spaces.computeIfAbsent(name, none -> new MemorySpace());
  }

  /** A write of somebody else: puts {@code value}, or deletes if it is absent. */
  @JSExport
  public void write(String name, String collection, String doc, Json value) {
    Revision now = space(name).current(collection, doc);
    double base = now == null ? 0 : now.version();
    Json mutations = Json.array();
    Json.push(mutations, Mutation.of("test-" + ++writes, collection, doc, base, value));
    Json request = SyncRequest.of("test", space(name).epoch(), 0, 1, mutations);
    run(name, SyncRequest.read(request, Rules.DEFAULT.limits()));
  }

  /** The documents of a space: {@code collection/id} to value. */
  @JSExport
  public Json documents(String name) {
    Json all = Json.object();
    for (Revision revision : space(name).live()) {
      String key = revision.collection() + "/" + revision.doc();
      Json.set(all, key, Placed.value(revision.content()));
    }
    return all;
  }
}
