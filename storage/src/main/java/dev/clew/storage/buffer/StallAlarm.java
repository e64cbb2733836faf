package dev.clew.storage.buffer;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises when a consumer does not come on although something lies behind what it has done. What
 * there is, is taken from the appender and from the directory, not from the reader. Used by one
 * thread.
 */
final class StallAlarm {
  private static final Logger log = LoggerFactory.getLogger(StallAlarm.class);

  /** Entries wait for milliseconds; a store that merges or flushes may need some seconds. */
  private static final long READ_NANOS = Duration.ofMinutes(1).toNanos();

  /** Flush intervals are a minute at most unless somebody sets them to more. */
  private static final long COMMIT_NANOS = Duration.ofHours(1).toNanos();

  private final SignalQueue queue;
  private final String consumer;
  private final Incidents.Condition notRead;
  private final Incidents.Condition notCommitted;
  private final Incidents.Condition notTaken;

  private boolean begun;
  private long read;
  private long readNanos;
  private long committed;
  private long committedNanos;
  private long listedNanos;
  private List<Path> strangers = List.of();

  StallAlarm(SignalQueue queue, String consumer, Incidents incidents) {
    this.queue = queue;
    this.consumer = consumer;
    this.notRead = incidents.condition("buffer", IncidentKind.STALLED);
    this.notCommitted = incidents.condition("buffer", IncidentKind.STALLED);
    this.notTaken = incidents.condition("buffer", IncidentKind.STALLED);
  }

  void look(long nowNanos, long readNow, long committedNow) {
    long last = queue.nextPosition() - 1;
    if (!begun || readNow != read || readNow >= last) {
      read = readNow;
      readNanos = nowNanos;
    }
    if (!begun || committedNow != committed || committedNow >= readNow) {
      committed = committedNow;
      committedNanos = nowNanos;
    }
    if (!begun) {
      listedNanos = nowNanos;
    }
    begun = true;
    if (nowNanos - readNanos >= READ_NANOS) {
      notRead.raise(
          Severity.DEGRADED,
          consumer
              + " has read nothing for "
              + Duration.ofNanos(nowNanos - readNanos).toSeconds()
              + " s, and entries wait for it: "
              + queue.unread(readNow).entries());
    } else {
      notRead.clear();
    }
    if (nowNanos - committedNanos >= COMMIT_NANOS) {
      notCommitted.raise(
          Severity.DEGRADED,
          consumer
              + " has stored nothing for "
              + Duration.ofNanos(nowNanos - committedNanos).toMinutes()
              + " min of what it has read; it lies in the buffer");
    } else {
      notCommitted.clear();
    }
    if (nowNanos - listedNanos >= READ_NANOS) {
      listedNanos = nowNanos;
      lookForStrangers();
    }
  }

  /** Files that were there a minute ago too; one may just be being made. */
  private void lookForStrangers() {
    try {
      List<Path> now = queue.strangers();
      List<Path> still = now.stream().filter(strangers::contains).toList();
      strangers = now;
      if (still.isEmpty()) {
        notTaken.clear();
      } else {
        notTaken.raise(
            Severity.DEGRADED,
            "nobody reads "
                + still.getFirst()
                + " (expected: files of this process only; the next"
                + " start takes it up if it is a file of a queue)");
      }
    } catch (IOException e) {
      log.warn("Cannot list the files of the {} buffer", queue.signal().id(), e);
    }
  }
}
