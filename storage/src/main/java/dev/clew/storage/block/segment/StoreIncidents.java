package dev.clew.storage.block.segment;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.time.GuardedClock;
import dev.clew.storage.files.Shelf;
import java.nio.file.Path;

/** What one store reports, under the name of its part. Thread-safe. */
public final class StoreIncidents {
  private final String part;
  private final Incidents incidents;
  private final Incidents.Condition unwritable;
  private final Incidents.Condition mergingWaits;
  private final Incidents.Condition rebuilding;

  /**
   * @param part {@code logs} or {@code traces}
   */
  public StoreIncidents(String part, Incidents incidents) {
    this.part = part;
    this.incidents = incidents;
    unwritable = incidents.condition(part, IncidentKind.NOT_WRITABLE);
    mergingWaits = incidents.condition(part, IncidentKind.STALLED);
    rebuilding = incidents.condition(part, IncidentKind.DAMAGED);
  }

  /** For tests and tools that have nobody to tell. */
  public static StoreIncidents none() {
    return new StoreIncidents("store", Incidents.NONE);
  }

  public void happened(IncidentKind kind, long amount, String sentence) {
    incidents.happened(part, kind, Math.max(1, amount), sentence);
  }

  /** Where a store puts what is damaged, in its folder {@code corrupt}. */
  public Shelf shelf(Path store, GuardedClock clock) {
    return new Shelf(
        store.resolve("corrupt"),
        clock,
        (things, sentence) -> happened(IncidentKind.DROPPED, things, sentence));
  }

  public void cannotWrite(Exception cause) {
    unwritable.raise(
        Severity.DEGRADED,
        "rows cannot be written to disk, they wait in the buffer: " + cause.getMessage());
  }

  public void canWrite() {
    unwritable.clear();
  }

  public void mergingWaits(long freeBytes, long neededBytes) {
    mergingWaits.raise(
        Severity.DEGRADED,
        "merging waits for disk space: "
            + freeBytes
            + " bytes are free, "
            + neededBytes
            + " are needed");
  }

  public void mergingGoesOn() {
    mergingWaits.clear();
  }

  public void rebuilding(int done, int all, String what) {
    rebuilding.raise(
        Severity.DEGRADED,
        "an index is rebuilt from its blocks, queries read them without it meanwhile: "
            + what
            + " ("
            + done
            + " of "
            + all
            + " blocks)");
  }

  public void cannotRebuild(String what, Exception cause) {
    rebuilding.raise(
        Severity.DEGRADED,
        "an index is damaged and cannot be rebuilt, queries read all blocks: "
            + what
            + ": "
            + cause.getMessage());
  }

  public void rebuilt() {
    rebuilding.clear();
  }
}
