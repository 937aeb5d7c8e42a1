package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Spaces;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values that {@code --data} accepts. */
class StoresTest {
  @Test
  void aFolderThatIsNotThere_isMade(@TempDir Path temporary) {
    try (Spaces spaces = Stores.open(temporary.resolve("a/b").toString())) {
      assertThat(spaces.names()).isEmpty();
      assertThat(temporary.resolve("a/b")).isDirectory();
    }
  }

  @Test
  void aDatabaseWithoutAStoreHere_isRefusedInOneLine_withoutItsPassword() {
    assertThatThrownBy(() -> Stores.open("jdbc:postgresql://ann:secret@db/holdfast"))
        .isInstanceOfSatisfying(
            DataException.class,
            e -> assertThat(e.code()).isEqualTo(DataException.Code.UNSUPPORTED))
        .hasMessage(
            "--data jdbc:postgresql:…: there is no store for it here: expected a folder, or"
                + " jdbc:postgresql://… with holdfast-store-postgres on the class path");
  }
}
