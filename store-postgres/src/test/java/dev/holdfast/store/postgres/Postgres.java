package dev.holdfast.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server in a folder of its own, from Debian's package, set up as in production
 * but for its port. It can be killed and started again. Closing it removes it.
 */
public final class Postgres implements AutoCloseable {
  static final String PASSWORD = "not-a-secret";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable Postgres shared;

  private final Path folder;
  private final Path bin;
  private final int port;
  private final List<String> settings;
  private Process process;
  private boolean hasModel;

  private Postgres(String... settings) throws IOException, InterruptedException {
    folder = Files.createTempDirectory("holdfast-postgres");
    bin = bin();
    port = freePort();
    this.settings = List.of(settings);
    Path password = Files.writeString(folder.resolve("password"), PASSWORD);
    if (isRoot()) {
      run(List.of("chown", "-R", "postgres", folder.toString()));
    }
    run(
        asUser(
            bin.resolve("initdb").toString(),
            "--pgdata=" + data(),
            "--username=holdfast",
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync")); // the empty cluster; its server syncs all that is stored in it
    process = launch();
    awaitReady();
  }

  /** Starts a server of its own. */
  public static Postgres start(String... settings) {
    try {
      return new Postgres(settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server that all tests of this JVM share. */
  static synchronized Postgres shared() {
    if (shared == null) {
      Postgres started = start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      shared = started;
    }
    return shared;
  }

  private static Path bin() throws IOException {
    if (!Files.isDirectory(DEBIAN)) {
      throw new IOException("no PostgreSQL here: apt-get install postgresql");
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparingInt(Postgres::version))
          .orElseThrow(() -> new IOException("no PostgreSQL below " + DEBIAN));
    }
  }

  private static int version(Path bin) {
    return Integer.parseInt(bin.getName(bin.getNameCount() - 2).toString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** PostgreSQL refuses to run as root. The command becomes the process, so it can be killed. */
  private static List<String> asUser(String... command) {
    List<String> whole = new ArrayList<>();
    if (isRoot()) {
      whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("holdfast-postgres", ".txt");
    try {
      Process running =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (running.waitFor() != 0) {
        throw new IOException(command + " failed: " + Files.readString(out));
      }
    } finally {
      Files.delete(out);
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(bin.resolve("postgres").toString());
    command.addAll(List.of("-D", data().toString(), "-p", String.valueOf(port)));
    command.addAll(List.of("-k", folder.toString(), "-c", "listen_addresses=localhost"));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    return new ProcessBuilder(asUser(command.toArray(new String[0])))
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void awaitReady() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        connect("postgres").close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw new IOException("PostgreSQL does not start", e);
        }
      }
      if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
        process = launch(); // what a killed one has left is still in use for a moment
      }
    }
  }

  /** SIGKILL: nothing is flushed and nothing is closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it again after {@link #kill}. It recovers what was committed. */
  void startAgain() throws IOException, InterruptedException {
    process = launch();
    awaitReady();
  }

  int port() {
    return port;
  }

  /** A URL for {@code --data}. */
  public String url(String database) {
    return url(database, port, "holdfast", PASSWORD);
  }

  static String url(String database, int port, String user, String password) {
    String where = "jdbc:postgresql://localhost:" + port + "/" + database;
    return where + "?user=" + user + "&password=" + password;
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database));
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A new database that has the tables. Returns its name. */
  public String newDatabase() {
    try {
      if (!hasModel) {
        execute("CREATE DATABASE model");
        PostgresSpaces.open(url("model")).close();
        hasModel = true;
      }
      String name = "data" + DATABASES.incrementAndGet();
      execute("CREATE DATABASE " + name + " TEMPLATE model");
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      run(
          List.of(
              "kill", "-INT", String.valueOf(process.pid()))); // stops without waiting for clients
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        kill();
      }
      run(List.of("rm", "-rf", folder.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
