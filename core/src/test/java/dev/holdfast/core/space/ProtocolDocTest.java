package dev.holdfast.core.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.merge.Placed;
import dev.holdfast.core.merge.StateHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The numbers in docs/protocol.md are those of the code. */
class ProtocolDocTest {
  @Test
  void theVectorsOfTheStateHash() throws Exception {
    var row = Pattern.compile("\\| (?:`(\\[.*])`|all six) \\| `([0-9a-f]{32})` \\|");
    var rows = row.matcher(Files.readString(Path.of("../docs/protocol.md")));
    StateHash sum = StateHash.EMPTY;
    int n = 0;
    while (rows.find()) {
      if (rows.group(1) == null) {
        assertThat(rows.group(2)).isEqualTo(sum.hex());
      } else {
        Json document = Json.parse(rows.group(1));
        Json place = Json.size(document) > 3 ? Json.at(document, 3) : Json.absent();
        StateHash hash =
            StateHash.of(
                Json.text(Json.at(document, 0)),
                Json.text(Json.at(document, 1)),
                Placed.of(Json.at(document, 2), place));
        assertThat(hash.hex()).as(rows.group(1)).isEqualTo(rows.group(2));
        sum = sum.plus(hash);
      }
      n++;
    }
    assertThat(n).isEqualTo(7);
  }
}
