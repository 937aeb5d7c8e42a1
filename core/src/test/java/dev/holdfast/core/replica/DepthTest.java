package dev.holdfast.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import org.junit.jupiter.api.Test;

/** How deep a document may nest: every message that carries it must be readable. */
class DepthTest {
  private final Device.Tab tab = new Device().tab();
  private final Device.Tab other = new Device().tab();
  private final TestServer server = new TestServer(new Device().random);

  private static String nested(int depth, int innermost) {
    return "[".repeat(depth) + innermost + "]".repeat(depth);
  }

  @Test
  void deepestDocumentInAConflict_theAnswerCanBeRead() {
    other.put("notes/a", nested(Json.MAX_DOCUMENT_DEPTH, 1));
    other.sync(server);
    tab.put("notes/a", nested(Json.MAX_DOCUMENT_DEPTH, 2));

    tab.sync(server);

    assertThat(Json.size(tab.conflicts())).isEqualTo(1);
    tab.must(done -> new Decisions(tab.replica).takeServer("notes/a", done));
    tab.put("notes/a", nested(Json.MAX_DOCUMENT_DEPTH, 3));
    tab.reset();
    assertThat(Json.size(tab.read(read -> Archives.list(tab.replica, read)))).isEqualTo(1);
  }

  @Test
  void deeperThanThat_refusedAtTheSave_theRestGoesOn() {
    assertThat(tab.tryPut("notes/a", nested(Json.MAX_DOCUMENT_DEPTH + 1, 1))).isEqualTo("NOT_JSON");
    tab.put("notes/b", "1");

    tab.sync(server);

    assertThat(Json.size(tab.parked())).isZero();
    assertThat(server.value("notes/b")).isEqualTo("1");
  }
}
