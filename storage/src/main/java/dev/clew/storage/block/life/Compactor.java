package dev.clew.storage.block.life;

import dev.clew.model.TimeRange;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.block.segment.DamagedBlockException;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.block.segment.Tombstone;
import dev.clew.storage.block.segment.Tombstones;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.upkeep.Disk;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins segments as {@link CompactionPlan} chooses them, one step at a time, each only when the
 * disk has room for it.
 */
public final class Compactor {
  /** How long after its end a day waits for late rows before it gets its last merge. */
  static final Duration GRACE = Duration.ofHours(1);

  /** Flushes need room too, and the write-ahead buffer stops below half a gibibyte. */
  static final long SPARE_BYTES = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  private final Segments segments;
  private final SegmentMerger merger;
  private final GuardedClock clock;
  private final Disk disk;
  private final StoreIncidents incidents;
  private final SegmentRepair repair;

  /** Held while segments are written anew; flushes and retention go on meanwhile. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile boolean shortOfSpace;

  public Compactor(
      Segments segments,
      RowSchema schema,
      GuardedClock clock,
      Disk disk,
      StoreIncidents incidents) {
    this.incidents = incidents;
    this.repair = new SegmentRepair(schema, segments, segments.shelf(), incidents);
    this.segments = segments;
    this.merger = new SegmentMerger(schema);
    this.clock = clock;
    this.disk = disk;
  }

  /** One piece of work, the most pressing; false when there is none. */
  public boolean work(Tombstones tombstones, Throttle pace) throws IOException {
    return repair(pace) || purge(tombstones, pace) || step(pace);
  }

  /**
   * Makes anew what is damaged beside the blocks, and checks an index that nobody has checked since
   * the start; returns whether there was any.
   */
  public boolean repair(Throttle pace) throws IOException {
    lock.lock();
    try {
      List<Segment> held = segments.hold();
      try {
        return repair(held, pace);
      } finally {
        held.forEach(Segment::release);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean repair(List<Segment> held, Throttle pace) throws IOException {
    pace.begin();
    for (Segment segment : held.reversed()) { // the newest are asked for most
      if (segment.health().needsRepair()) {
        repair.repair(segment, held, pace);
        return true;
      }
      if (!segment.health().isChecked()) {
        segment.checkIndexOnce();
        pace.step();
        return true;
      }
    }
    return false;
  }

  /** Does the next thing that there is to do; returns whether it did one. */
  public boolean step(Throttle pace) throws IOException {
    lock.lock();
    try {
      List<Segment> held = segments.hold();
      try {
        CompactionPlan.Step step =
            CompactionPlan.choose(held, segments.manifest().sealed(), firstOpenDay());
        return step != null && take(step, pace);
      } finally {
        held.forEach(Segment::release);
      }
    } finally {
      lock.unlock();
    }
  }

  private long firstOpenDay() {
    long nanos = TimeRange.nanosOf(clock.earliest().minus(GRACE));
    return Math.floorDiv(nanos, Partition.DAY_NANOS);
  }

  private boolean take(CompactionPlan.Step step, Throttle pace) throws IOException {
    if (step.segments().isEmpty()) {
      segments.markSealed(step.partition());
      return true;
    }
    if (!hasRoomFor(step.bytes())) {
      return false;
    }
    if (step.segments().stream().anyMatch(segment -> segment.health().needsRepair())) {
      return false; // which comes first
    }
    pace.begin();
    long began = System.nanoTime();
    long bytes;
    try {
      bytes =
          segments.replace(
              step.segments(),
              step.seals(),
              writer ->
                  merger.merge(step.segments(), writer, step.partition(), step.seals(), pace));
    } catch (IOException | RuntimeException e) {
      if (isDamage(e, step.segments())) {
        return true; // without what is damaged it works
      }
      throw e;
    }
    LOG.debug(
        "Merged {} segments of {} ({} bytes) into {} bytes in {} ms",
        step.segments().size(),
        step.partition(),
        step.bytes(),
        bytes,
        (System.nanoTime() - began) / 1_000_000);
    return true;
  }

  /** Whether that is because of something that nobody knew to be damaged; it is known now. */
  private boolean isDamage(Exception e, List<Segment> sources) {
    if (e instanceof DamagedBlockException damaged) {
      segments.damaged(damaged.block(), damaged.fault());
      return true;
    }
    if (e instanceof Throttle.StoppedException) {
      return false;
    }
    sources.forEach(Segment::checkIndex);
    return sources.stream().anyMatch(segment -> segment.health().needsRepair());
  }

  /** Takes some deleted rows off the disk; returns whether there were any. */
  public boolean purge(Tombstones tombstones, Throttle pace) throws IOException {
    lock.lock();
    try {
      for (Tombstone tombstone : tombstones.active()) {
        long committed = segments.manifest().position();
        List<Segment> held = segments.hold();
        try {
          Segment dirty = firstWith(tombstone, held);
          if (dirty != null) {
            return purge(dirty, tombstone, tombstones, pace);
          }
        } finally {
          held.forEach(Segment::release);
        }
        if (tombstone.position() <= committed) {
          tombstones.done(tombstone);
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable Segment firstWith(Tombstone tombstone, List<Segment> held)
      throws IOException {
    for (Segment segment : held) {
      if (!segment.deleted(tombstone).isEmpty()) {
        return segment;
      }
    }
    return null;
  }

  private boolean purge(Segment dirty, Tombstone tombstone, Tombstones tombstones, Throttle pace)
      throws IOException {
    if (!hasRoomFor(dirty.bytes())) {
      tombstones.say(tombstone, Deletion.State.FAILED, "the disk has no room to write blocks anew");
      return false;
    }
    if (dirty.health().needsRepair()) {
      return false;
    }
    pace.begin();
    List<Tombstone> active = tombstones.active();
    try {
      segments.replace(
          List.of(dirty),
          dirty.entry().sealed(),
          writer -> merger.copyWithout(dirty, active, writer, pace));
    } catch (IOException | RuntimeException e) {
      if (isDamage(e, List.of(dirty))) {
        return true;
      }
      tombstones.say(tombstone, Deletion.State.FAILED, String.valueOf(e.getMessage()));
      throw e;
    }
    return true;
  }

  private boolean hasRoomFor(long bytes) throws IOException {
    long usable = disk.usableBytes();
    boolean room = usable >= bytes + SPARE_BYTES;
    if (!room) {
      incidents.mergingWaits(usable, bytes + SPARE_BYTES);
    } else {
      incidents.mergingGoesOn();
    }
    shortOfSpace = !room;
    return room;
  }

  /** Whether the last thing to do was put off for want of disk space. */
  public boolean isShortOfSpace() {
    return shortOfSpace;
  }
}
