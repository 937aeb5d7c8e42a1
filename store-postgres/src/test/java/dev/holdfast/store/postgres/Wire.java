package dev.holdfast.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a store and its database: counts round trips, and cuts a connection while a commit
 * is on its way.
 */
final class Wire implements AutoCloseable {
  private static final String COMMIT = "commit_batch";
  private static final String LEVEL = "SHOW TRANSACTION ISOLATION LEVEL";

  /** Where the next commit's connection is cut. */
  enum Cut {
    NOWHERE,
    BEFORE_THE_COMMIT,
    BEFORE_THE_ANSWER
  }

  private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int database;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private volatile Cut cut = Cut.NOWHERE;
  private volatile boolean cutsLevel;

  Wire(int database) throws IOException {
    this.database = database;
    daemon(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** From now on a connection that asks for its isolation level is cut. */
  void cutWhoAsksForItsLevel() {
    cutsLevel = true;
  }

  void cutNext(Cut where) {
    cut = where;
  }

  boolean hasCut() {
    return cut == Cut.NOWHERE;
  }

  /** The round trips so far of connections that have committed. */
  long roundTrips() {
    return lines.stream().filter(line -> line.commits).mapToLong(line -> line.trips.get()).sum();
  }

  private void accept() {
    try {
      while (true) {
        Line line = new Line(entrance.accept());
        lines.add(line);
        daemon(line::ask);
        daemon(line::answer);
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private final class Line {
    private final Socket store;
    private final Socket server;
    volatile boolean commits;
    final AtomicLong trips = new AtomicLong();
    private volatile boolean answered = true;
    private volatile boolean dropsAnswer;

    Line(Socket store) throws IOException {
      this.store = store;
      this.server = new Socket(InetAddress.getLoopbackAddress(), database);
      store.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void ask() {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = store.getInputStream();
        OutputStream out = server.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (answered) {
            answered = false;
            trips.incrementAndGet();
          }
          if (cutsLevel && contains(buffer, n, LEVEL)) {
            break;
          }
          if (contains(buffer, n, COMMIT)) {
            commits = true;
            Cut where = cut;
            cut = Cut.NOWHERE;
            if (where == Cut.BEFORE_THE_COMMIT) {
              break;
            }
            dropsAnswer = where == Cut.BEFORE_THE_ANSWER;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // the other side has gone
      }
      cut();
    }

    private static boolean contains(byte[] buffer, int length, String what) {
      return new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(what);
    }

    void answer() {
      byte[] buffer = new byte[1 << 16];
      try {
        InputStream in = server.getInputStream();
        OutputStream out = store.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (dropsAnswer) {
            break;
          }
          answered = true;
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // the other side has gone
      }
      cut();
    }

    private void cut() {
      try {
        store.close();
        server.close();
      } catch (IOException e) {
        // closed already
      }
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
    lines.forEach(Line::cut);
  }
}
