package dev.clew.storage.buffer;

import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces queue files to the disk from one thread, so that all appends that come in during one force
 * share the next one.
 *
 * <p>The library's own {@code sync()} does not reach the disk for everything appended (it covers
 * the current mapped block only); {@link FileChannel#force} writes all dirty pages of a file,
 * however they were written. A file that was rolled away is forced once more, and the directory
 * whenever a file has appeared in it. Under {@code none} the thread does not run; then only {@link
 * #now} forces, before a store commits what it has read.
 */
final class GroupSync implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupSync.class);

  private final SyncMode mode;
  private final long intervalNanos;
  private final Path directory;
  private final Incidents.Condition notForced;
  private final Thread thread;

  // What the next force has to do; guarded by this.
  private Set<Path> dirty = new LinkedHashSet<>();
  private List<Waiter> waiters = new ArrayList<>();

  /** Held while files are forced; guards the open one. */
  private final ReentrantLock forcing = new ReentrantLock();

  private @Nullable Path openPath;
  private @Nullable FileChannel openChannel;

  private volatile boolean closing;
  private final AtomicLong forces = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable String problem;

  private record Waiter(CompletableFuture<Long> done, long position) {}

  GroupSync(BufferConfig config, Path directory, Incidents.Condition notForced) {
    this.mode = SyncMode.parse(config.sync());
    this.intervalNanos = config.syncInterval().toNanos();
    this.directory = directory;
    this.notForced = notForced;
    String name = "clew-force-" + directory.getFileName();
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
    if (mode != SyncMode.NONE) {
      thread.start();
    }
  }

  /**
   * Notes an append. The answer is done when the entry is as safe as the mode promises; what hangs
   * on it runs on the forcing thread and has to be short.
   */
  CompletableFuture<Long> appended(Path file, long position) {
    boolean first;
    CompletableFuture<Long> done;
    synchronized (this) {
      first = dirty.isEmpty();
      dirty.add(file);
      if (mode == SyncMode.ALWAYS) {
        done = new CompletableFuture<>();
        waiters.add(new Waiter(done, position));
      } else {
        done = CompletableFuture.completedFuture(position);
      }
    }
    if (first && mode != SyncMode.NONE) {
      LockSupport.unpark(thread);
    }
    return done;
  }

  private void run() {
    while (true) {
      boolean last = closing;
      tryForce();
      if (last) {
        closeChannel();
        return;
      }
      pause();
    }
  }

  private void pause() {
    if (mode == SyncMode.INTERVAL || problem != null) {
      long until = System.nanoTime() + intervalNanos;
      for (long left = intervalNanos; left > 0 && !closing; left = until - System.nanoTime()) {
        LockSupport.parkNanos(this, left);
      }
    }
    while (!closing && nothingDirty()) {
      LockSupport.park(this);
    }
  }

  private synchronized boolean nothingDirty() {
    return dirty.isEmpty();
  }

  /** Returns when everything that was appended before the call is on the disk. */
  void now() throws IOException {
    forcing.lock();
    try {
      forceDirty();
    } finally {
      forcing.unlock();
    }
  }

  private void tryForce() {
    try {
      now();
    } catch (IOException e) {
      log.error("Cannot force {} to the disk", directory, e);
    }
  }

  private void forceDirty() throws IOException {
    Set<Path> files;
    List<Waiter> waiting;
    synchronized (this) {
      if (dirty.isEmpty()) {
        return;
      }
      files = dirty;
      waiting = waiters;
      dirty = new LinkedHashSet<>();
      waiters = new ArrayList<>();
    }
    try {
      for (Path file : files) {
        force(file);
      }
      forces.incrementAndGet();
      problem = null;
      notForced.clear();
      waiting.forEach(waiter -> waiter.done.complete(waiter.position));
    } catch (IOException e) {
      failures.incrementAndGet();
      String text = "cannot force " + directory + " to the disk: " + e;
      problem = text;
      notForced.raise(Severity.UNHEALTHY, text);
      synchronized (this) {
        dirty.addAll(files); // it is tried again
      }
      waiting.forEach(waiter -> waiter.done.completeExceptionally(e));
      throw e;
    }
  }

  private void force(Path file) throws IOException {
    if (!file.equals(openPath)) {
      closeChannel();
      try {
        openChannel = FileChannel.open(file, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        return; // every store has committed it already and it was released
      }
      openPath = file;
      DurableFiles.forceDirectory(directory);
    }
    FileChannel channel = openChannel;
    if (channel != null) {
      channel.force(false);
    }
  }

  private void closeChannel() {
    FileChannel channel = openChannel;
    openChannel = null;
    openPath = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        log.warn("Cannot close a queue file", e);
      }
    }
  }

  long forces() {
    return forces.get();
  }

  long failures() {
    return failures.get();
  }

  /** What went wrong at the last force, or null when it went well. */
  @Nullable String problem() {
    return problem;
  }

  /** Forces what is left and ends the thread. */
  @Override
  public void close() {
    closing = true;
    if (mode == SyncMode.NONE) {
      tryForce();
      closeChannel();
      return;
    }
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
