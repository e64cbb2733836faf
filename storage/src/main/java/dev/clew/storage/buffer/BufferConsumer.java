package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import dev.clew.storage.buffer.file.QueueFile;
import java.io.IOException;

/**
 * A store as the write-ahead buffer sees it. {@link ConsumerFeed} calls {@link #ingest}, {@link
 * #flushDue} and {@link #flush} from one thread of its own, in the order of the entries; {@link
 * #committedPosition} may be called from any thread.
 *
 * <p>Exactly once rests on the store: what {@link #flush} makes durable and the position of the
 * last entry in it are committed in one atomic step (Lucene commit user data, or a manifest renamed
 * into place). After a crash the store is fed again from right behind {@link #committedPosition}.
 */
public interface BufferConsumer {
  /** {@link #committedPosition} of a store that has committed nothing yet. */
  long NONE = QueueFile.NONE;

  /** The queue to be fed from. */
  Signal signal();

  /**
   * Short name for threads, status and quarantine files, unique among the consumers of a buffer.
   */
  String name();

  /**
   * Position of the last entry that is durably stored, or {@link #NONE}. Positions grow from entry
   * to entry, but not by one.
   */
  long committedPosition();

  /**
   * Takes one export request into memory; it need not be durable before the next {@link #flush}.
   *
   * <p>A thrown {@link IOException}, {@link java.io.UncheckedIOException} or {@link
   * dev.clew.model.seam.BufferFullException} means that the store cannot work right now: the same
   * entry is offered again later, so nothing of it may have been kept. Any other exception means
   * that the entry itself is at fault: it is put into quarantine and never offered again; the store
   * keeps all of it or nothing of it.
   *
   * @param position the entry's position, greater than that of every entry before
   * @param receivedNanos when it was received, nanoseconds since the Unix epoch
   * @param otlp array that holds the serialized {@code Export{Logs,Metrics,Trace}ServiceRequest};
   *     valid during the call only, it is used again for the next entry
   */
  void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length)
      throws IOException;

  /**
   * Whether enough time has passed, or enough has been taken into memory, since the last flush.
   * Asked after every entry and, while no entries come, several times per second: it must be cheap,
   * and false when there is nothing to flush.
   */
  boolean flushDue();

  /**
   * Makes everything taken so far durable and commits the position of the last entry taken, in one
   * atomic step. When it throws, the state before it still stands, and it is called again later.
   */
  void flush() throws IOException;
}
