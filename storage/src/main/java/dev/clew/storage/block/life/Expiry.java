package dev.clew.storage.block.life;

import dev.clew.model.health.IncidentKind;
import dev.clew.storage.block.segment.Manifest;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.upkeep.Expiring;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops partitions: those whose retention has ended, and those whose retention would end next when
 * there is no room. With one retention for all that is the oldest day; rows that a rule keeps for
 * longer are not the first to go. The newest day always stays: the newest one up to today, since
 * clocks that were wrong may have left days of the future behind. Those go last.
 */
public final class Expiry implements Expiring {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

  private final String name;
  private final long maxBytes;
  private final Retention retention;
  private final Segments segments;
  private final StoreIncidents incidents;
  private final AtomicLong droppedForSpace = new AtomicLong();

  public Expiry(
      String name,
      long maxBytes,
      Retention retention,
      Segments segments,
      StoreIncidents incidents) {
    this.name = name;
    this.maxBytes = maxBytes;
    this.retention = retention;
    this.segments = segments;
    this.incidents = incidents;
  }

  public long retainedSinceNanos() {
    long nanos = retention.retainedSince();
    long forgotten = segments.manifest().forgottenDay();
    return forgotten == Manifest.NEVER
        ? nanos
        : Math.max(nanos, (forgotten + 1) * Partition.DAY_NANOS);
  }

  public long retainedSinceNanos(String service) {
    return retention.retainedSince(service, retainedSinceNanos());
  }

  public void dropExpired() throws IOException {
    Segments.Dropped dropped = segments.drop(retention::isExpired, Manifest.NEVER);
    if (dropped.segments() > 0) {
      LOG.info("Dropped {} rows of {} whose retention has ended", dropped.rows(), name);
    }
  }

  /** Drops what would expire next while the store is larger than it may be. */
  public void dropBeyondSize() throws IOException {
    if (maxBytes == 0) {
      return;
    }
    long bytes = segments.bytes();
    while (bytes > maxBytes) {
      if (dropNext(bytes + " bytes stored (limit " + maxBytes + ")") == 0) {
        return;
      }
      bytes = segments.bytes();
    }
  }

  @Override
  public long nextExpiryNanos() {
    Partition next = next();
    return next == null ? Long.MAX_VALUE : retention.expiryNanos(next);
  }

  @Override
  public long newestMillis() {
    List<Partition> all = segments.partitions();
    return all.isEmpty() ? Long.MIN_VALUE : TimeUnit.DAYS.toMillis(all.getLast().day());
  }

  private @Nullable Partition next() {
    long today = retention.latestDay();
    List<Partition> all = segments.partitions();
    long newest =
        all.stream()
            .mapToLong(Partition::day)
            .filter(day -> day <= today)
            .max()
            .orElse(all.isEmpty() ? today : all.getLast().day());
    return all.stream()
        .filter(partition ->
            partition.day() < newest
                || (partition.day() > newest && retention.isBeyondFuture(partition)))
        .min(Comparator.comparingLong(retention::expiryNanos))
        .orElse(null);
  }

  @Override
  public long dropNext(String why) throws IOException {
    Partition next = next();
    if (next == null) {
      return 0;
    }
    long forgotten = next.keepDays() == 0 ? next.day() : Manifest.NEVER;
    Segments.Dropped dropped = segments.drop(next::equals, forgotten);
    droppedForSpace.addAndGet(dropped.rows());
    incidents.happened(
        IncidentKind.DROPPED,
        dropped.rows(),
        dropped.rows()
            + (dropped.rows() == 1 ? " row of " : " rows of ")
            + next.date()
            + " dropped for want of space: "
            + why);
    return dropped.bytes();
  }

  /** Rows, since the start. */
  public long droppedForSpaceRows() {
    return droppedForSpace.get();
  }
}
