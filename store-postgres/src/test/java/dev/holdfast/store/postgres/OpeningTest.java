package dev.holdfast.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.json.Json;
import dev.holdfast.core.protocol.Mutation;
import dev.holdfast.core.protocol.Receipt;
import dev.holdfast.core.protocol.SyncAnswer;
import dev.holdfast.core.space.Revision;
import dev.holdfast.server.Stores;
import dev.holdfast.server.space.DataException;
import dev.holdfast.server.space.Pushes;
import dev.holdfast.server.space.Spaces;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator is told whose database cannot be used; and what a database has to bear. */
@Timeout(60)
class OpeningTest {
  private final Postgres server = Postgres.shared();

  private static void refuses(String url, String... said) {
    assertThatThrownBy(() -> Stores.open(url))
        .isInstanceOfSatisfying(
            DataException.class,
            e -> {
              assertThat(e.code()).isEqualTo(DataException.Code.UNREADABLE);
              assertThat(e.getMessage())
                  .contains(said)
                  .doesNotContain("\n")
                  .doesNotContain(Postgres.PASSWORD);
            });
  }

  private String url(String database, String user, String password) {
    return Postgres.url(database, server.port(), user, password);
  }

  private void inDatabase(String database, String sql) throws SQLException {
    try (var connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aWrongPassword() {
    refuses(
        url("postgres", "holdfast", "wrong-" + Postgres.PASSWORD),
        "PostgreSQL database postgres at localhost",
        "password authentication failed",
        "~/.pgpass");
  }

  @Test
  void noPassword() {
    refuses(
        "jdbc:postgresql://localhost:" + server.port() + "/postgres?user=holdfast", "no password");
  }

  @Test
  void aDatabaseThatIsNotThere() {
    refuses(server.url("nowhere"), "\"nowhere\" does not exist", "CREATE DATABASE nowhere");
  }

  @Test
  void aServerThatIsNotThere() {
    refuses(Postgres.url("x", 1, "ann", Postgres.PASSWORD), "refused", "check host and port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://ann:not-a-secret@db/holdfast",
        "jdbc:postgresql://ann:not-a-secret@db",
        "jdbc:postgresql://db:not-a-secret/holdfast",
      })
  void aUrlOfAnotherForm(String url) {
    refuses(url, "expected jdbc:postgresql://HOST:PORT/DATABASE?user=NAME");
  }

  @Test
  void anotherEncoding() throws Exception {
    server.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'");
    refuses(server.url("ascii"), "expected the encoding UTF8, got SQL_ASCII");
  }

  @Test
  void tooFewConnections() throws Exception {
    server.execute("CREATE ROLE few LOGIN CONNECTION LIMIT 0 PASSWORD '" + Postgres.PASSWORD + "'");
    refuses(url("postgres", "few", Postgres.PASSWORD), "too many connections", "needs 8");
  }

  @Test
  void aDatabaseThatCanOnlyBeRead() throws Exception {
    String database = server.newDatabase();
    server.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
    refuses(server.url(database), "it can only be read", "name the primary");
  }

  @Test
  void aUserWhoMayNotMakeTheSchema() throws Exception {
    server.execute("CREATE DATABASE foreign_owner");
    server.execute("CREATE ROLE guest LOGIN PASSWORD '" + Postgres.PASSWORD + "'");
    refuses(
        url("foreign_owner", "guest", Postgres.PASSWORD),
        "permission denied",
        "GRANT CREATE ON DATABASE foreign_owner");
  }

  @Test
  void theSchemaOfAnotherProgram() throws Exception {
    server.execute("CREATE DATABASE theirs");
    inDatabase("theirs", "CREATE SCHEMA holdfast; CREATE TABLE holdfast.theirs (x int)");
    refuses(server.url("theirs"), "non-empty schema", "holdfast");
  }

  @Test
  void newerData_isRefusedAndLeftAlone() throws Exception {
    String database = server.newDatabase();
    inDatabase(
        database,
        "INSERT INTO holdfast.flyway_schema_history"
            + " SELECT 99, '99', description, type, script, checksum, installed_by, now(), 1, true"
            + " FROM holdfast.flyway_schema_history WHERE version = '1'");
    assertThatThrownBy(() -> Stores.open(server.url(database)))
        .isInstanceOfSatisfying(
            DataException.class, e -> assertThat(e.code()).isEqualTo(DataException.Code.NEWER_DATA))
        .hasMessageContaining("was written by a newer Holdfast (data version 99");
  }

  @Test
  void serversThatOpenANewDatabaseAtOnce_allCome() throws Exception {
    server.execute("CREATE DATABASE fresh");
    List<Thread> threads = new ArrayList<>();
    List<Spaces> opened = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      Thread thread = new Thread(() -> opened.add(Stores.open(server.url("fresh"))));
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(opened).hasSize(3);
    opened.forEach(Spaces::close);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000", "\u0001", "\u00010", "\u00011\u0000", "#", "Ä", "𝄞", "'\\\"{}"})
  void keysOfAllKinds_areKeptAsTheyAre(String part) {
    String longest = part + "€".repeat(Mutation.MAX_KEY - 20);
    String other = part + "€".repeat(Mutation.MAX_KEY - 21) + "x";
    try (Spaces spaces = Stores.open(server.url(server.newDatabase()))) {
      long version = 0;
      for (String key : List.of("k" + part, longest, other, longest + "1", part + "0")) {
        Json value = Json.of(key);
        Json mutation = Mutation.of("m" + key.hashCode(), key, key, 0, value);
        Receipt receipt =
            ((SyncAnswer.Page)
                    spaces
                        .write("s", store -> Pushes.push(store, Pushes.request("e1", 0, mutation)))
                        .join())
                .receipts()
                .get(0);
        version++;
        assertThat(Receipt.version(Json.parse(receipt.text()))).isEqualTo((double) version);
      }
      List<String> read = new ArrayList<>();
      spaces.read(
          "s",
          store -> {
            store.changes(
                0,
                revision -> {
                  Revision current = store.current(revision.collection(), revision.doc());
                  assertThat(current).isEqualTo(revision);
                  assertThat(Json.text(revision.content())).isEqualTo(revision.doc());
                  return read.add(revision.collection());
                });
            return true;
          });
      assertThat(read).containsExactly("k" + part, longest, other, longest + "1", part + "0");
    }
  }
}
