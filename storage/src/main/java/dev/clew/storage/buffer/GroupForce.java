package dev.clew.storage.buffer;

import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
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
 * whenever a file has appeared in it.
 */
final class GroupForce implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupForce.class);

  private final SyncMode mode;
  private final long intervalNanos;
  private final Path directory;
  private final Thread thread;

  // What the next force has to do; guarded by this.
  private Set<Path> dirty = new LinkedHashSet<>();
  private List<Waiter> waiters = new ArrayList<>();

  // Used by the forcing thread only.
  private @Nullable Path openPath;
  private @Nullable FileChannel openChannel;

  private volatile boolean closing;
  private final AtomicLong forces = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile @Nullable String problem;

  private record Waiter(CompletableFuture<Long> done, long position) {}

  GroupForce(SyncMode mode, Duration interval, Path directory, String name) {
    this.mode = mode;
    this.intervalNanos = interval.toNanos();
    this.directory = directory;
    this.thread = Thread.ofPlatform().name("clew-force-" + name).daemon().unstarted(this::run);
    if (mode != SyncMode.NONE) {
      thread.start();
    }
  }

  /**
   * Notes an append. The answer is done when the entry is as safe as the mode promises; what hangs
   * on it runs on the forcing thread and has to be short.
   */
  CompletableFuture<Long> appended(Path file, long position) {
    if (mode == SyncMode.NONE) {
      return CompletableFuture.completedFuture(position);
    }
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
    if (first) {
      LockSupport.unpark(thread);
    }
    return done;
  }

  private void run() {
    while (true) {
      boolean last = closing;
      forceDirty();
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

  private void forceDirty() {
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
      waiting.forEach(waiter -> waiter.done.complete(waiter.position));
    } catch (IOException e) {
      failures.incrementAndGet();
      problem = "cannot force " + directory + " to the disk: " + e;
      log.error("Cannot force {} to the disk", directory, e);
      synchronized (this) {
        dirty.addAll(files); // the interval mode tries again
      }
      waiting.forEach(waiter -> waiter.done.completeExceptionally(e));
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
