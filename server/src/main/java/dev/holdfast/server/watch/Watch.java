package dev.holdfast.server.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files again when they have changed. It looks every second, and reads what looks the same
 * twice: so it seldom meets a file that is half written, or a certificate without its key.
 */
public final class Watch extends AbstractLifeCycle {
  private static final Logger LOG = LoggerFactory.getLogger("holdfast");

  private final List<Entry> entries;
  private volatile @Nullable ScheduledExecutorService timer;

  public Watch(List<Watched> watched) {
    entries = watched.stream().map(Entry::new).toList();
  }

  @Override
  protected void doStart() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "holdfast-watch");
              thread.setDaemon(true);
              return thread;
            });
    timer = started;
    if (!entries.isEmpty()) {
      var unused =
          started.scheduleWithFixedDelay(
              () -> entries.forEach(Entry::look), 1, 1, TimeUnit.SECONDS);
    }
  }

  @Override
  protected void doStop() {
    ScheduledExecutorService started = timer;
    if (started != null) {
      started.shutdownNow();
    }
  }

  /** Reads all files again, changed or not. Returns at once. */
  public void readAgain() {
    ScheduledExecutorService started = timer;
    if (started != null && isRunning()) {
      started.execute(() -> entries.forEach(Entry::read));
    }
  }

  /** One that is watched, and what its files looked like. Used by one thread. */
  private static final class Entry {
    private final Watched watched;
    private List<Object> read;
    private List<Object> last;

    Entry(Watched watched) {
      this.watched = watched;
      read = looks();
      last = read;
    }

    void look() {
      List<Object> now = looks();
      if (!now.equals(read) && now.equals(last)) {
        read();
      }
      last = now;
    }

    void read() {
      read = looks();
      try {
        watched.readAgain();
        LOG.info("read again: {}", watched.files());
      } catch (IOException | RuntimeException e) {
        LOG.error("what was read before stays in force: {}", e.getMessage());
      }
    }

    private List<Object> looks() {
      List<Object> looks = new ArrayList<>();
      for (Path file : watched.files()) {
        try {
          BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
          looks.add(found.lastModifiedTime());
          looks.add(found.size());
          looks.add(String.valueOf(found.fileKey()));
        } catch (IOException e) {
          looks.add("not there");
        }
      }
      return looks;
    }
  }
}
