package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import dev.clew.model.health.Incidents;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.OtlpSink;
import dev.clew.storage.files.DirectoryLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Keeps every acknowledged export request until all its stores have it: one queue of raw OTLP bytes
 * per signal, on Chronicle Queue.
 *
 * <p>What is appended lies in the page cache of the operating system at once, and so survives the
 * death of this process; {@link BufferConfig#sync} decides when it survives the machine's. A store
 * {@linkplain #register registers}, is fed in order, and commits its files together with the
 * position of the last entry in them. Files that every registered consumer has committed and left
 * are deleted; a signal without consumers keeps all.
 *
 * <p>When a queue has reached its size limit, or the disk its reserve, appends are refused with
 * {@link BufferFullException} until the stores have caught up; nothing is dropped.
 *
 * <p>Thread-safe. One process at a time: the directory is locked.
 */
public final class WriteAheadBuffer implements OtlpSink, AutoCloseable {
  private final DirectoryLock lock;
  private final BufferConfig config;
  private final Surroundings around;
  private final Watch watch;
  private final Map<Signal, SignalQueue> queues = new EnumMap<>(Signal.class);

  private WriteAheadBuffer(DirectoryLock lock, BufferConfig config, Surroundings around) {
    this.lock = lock;
    this.config = config;
    this.around = around;
    this.watch = new Watch(this::tailings, around.elapsed());
  }

  /**
   * @param clock for the times at which requests are received; it may jump as it likes
   * @param incidents told of what is damaged, missing, set aside or stands still
   * @throws IOException when the directory is in use by another process, or cannot be written to
   */
  public static WriteAheadBuffer open(BufferConfig config, InstantSource clock, Incidents incidents)
      throws IOException {
    return open(config, new Surroundings(clock, incidents, Surroundings.BLOCK_BYTES));
  }

  static WriteAheadBuffer open(BufferConfig config, Surroundings around) throws IOException {
    // Chronicle Queue reports its use to an outside address unless told not to; its reporter is
    // left out of the build, and this is for whoever puts it back.
    System.setProperty("chronicle.analytics.disable", "true");
    System.setProperty("chronicle.announcer.disable", "true");
    WriteAheadBuffer buffer =
        new WriteAheadBuffer(DirectoryLock.acquire(config.directory()), config, around);
    try {
      for (Signal signal : Signal.values()) {
        buffer.queues.put(signal, SignalQueue.open(signal, config, around));
      }
      buffer.watch.start();
      return buffer;
    } catch (IOException | RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  /**
   * Appends one request. The answer is the entry's position, done when the entry is as safe as
   * {@link BufferConfig#sync} promises, or fails with {@link BufferFullException} (nothing was
   * taken; later it may be) or {@link IOException} (the disk failed). What hangs on the answer runs
   * on a thread of the buffer and has to be short.
   */
  public CompletableFuture<Long> appendAsync(
      Signal signal, byte[] request, int offset, int length) {
    return queue(signal).append(request, offset, length);
  }

  public CompletableFuture<Long> appendAsync(Signal signal, byte[] request) {
    return appendAsync(signal, request, 0, request.length);
  }

  @Override
  public void append(Signal signal, byte[] request) {
    try {
      appendAsync(signal, request).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BufferFullException full) {
        throw full;
      }
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw e;
    }
  }

  /**
   * Adds a store. Register all stores before the first {@link ConsumerFeed#start}: files are kept
   * for registered stores only.
   */
  public ConsumerFeed register(BufferConsumer consumer) {
    return new ConsumerFeed(queue(consumer.signal()), consumer, config, around);
  }

  /** Makes everything durable that was appended before the call, whatever the mode. */
  void force() throws IOException {
    for (SignalQueue queue : queues.values()) {
      queue.force();
    }
  }

  public BufferStatus status() {
    List<BufferStatus.QueueStatus> queueStatus = new ArrayList<>();
    List<BufferStatus.ConsumerStatus> consumerStatus = new ArrayList<>();
    for (SignalQueue queue : queues.values()) {
      queueStatus.add(queue.status());
      for (ConsumerFeed consumer : queue.consumers()) {
        consumerStatus.add(consumer.status());
      }
    }
    return new BufferStatus(queueStatus, consumerStatus);
  }

  private List<ConsumerFeed> tailings() {
    return queues.values().stream().flatMap(queue -> queue.consumers().stream()).toList();
  }

  private SignalQueue queue(Signal signal) {
    SignalQueue queue = queues.get(signal);
    if (queue == null) {
      throw new IllegalStateException("BUG: no queue for " + signal);
    }
    return queue;
  }

  /** Stops the tailings that still run, forces what is left and gives the directory free. */
  @Override
  public void close() throws IOException {
    watch.close();
    for (SignalQueue queue : queues.values()) {
      queue.consumers().forEach(ConsumerFeed::close);
    }
    try {
      for (SignalQueue queue : queues.values()) {
        queue.close();
      }
    } finally {
      lock.close();
    }
  }
}
