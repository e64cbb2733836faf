package dev.clew.collector.graphite;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.collector.prometheus.WrittenSeries;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.memory.NoRoomException;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.model.otlp.TimeLimits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * The lines of one connection that are buffered together: the good ones, and why others are not.
 */
final class GraphiteBatch {
  /** Enough for the buffer to be written efficiently; a line adds little to it. */
  private static final int FULL_BYTES = 256 << 10;

  /** Far beyond what a batch that is full can have. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int FIRST_BYTES = 8 << 10;

  /** A tag of four bytes becomes an attribute of fewer than four times as many. */
  private static final int GROWTH = 4;

  private static final int SPARE_BYTES = 256;

  private final String sender;
  private final MemoryBudget.Claim claim;
  private final WrittenSeries written;
  private final Map<String, Fault> faultByRemedy = new LinkedHashMap<>();

  private record Fault(String firstReason, long lines) {
    Fault another() {
      return new Fault(firstReason, lines + 1);
    }
  }

  /**
   * @param times that are kept at this moment
   * @param claim takes what the batch grows by; it is closed by whoever gave it
   * @throws NoRoomException when there is no room
   */
  GraphiteBatch(String sender, SeriesLimits limits, TimeLimits times, MemoryBudget.Claim claim) {
    this.sender = sender;
    this.claim = claim;
    written =
        new WrittenSeries(
            sender, limits, times, new WrittenSeries.Room(claim, FIRST_BYTES, MOST_BYTES));
  }

  /** Whether there is room for another line of this length: else it must not be added. */
  boolean hasRoom(int lineBytes) {
    try {
      written.batch().reserve(GROWTH * lineBytes + SPARE_BYTES);
      return true;
    } catch (NoRoomException e) {
      return false;
    }
  }

  /** Gives back what the batch took. */
  void close() {
    claim.close();
  }

  /** Adds a line, or why it cannot be. */
  void add(PlaintextLine reader, byte[] bytes, int from, int to) {
    try {
      reader.read(bytes, from, to, written);
    } catch (BadLine e) {
      refuse(PlaintextLine.quote(bytes, from, to) + ": " + e.reason(), e.remedy());
    }
  }

  void refuse(String reason, String remedy) {
    faultByRemedy.merge(remedy, new Fault(reason, 1), (before, one) -> before.another());
  }

  boolean isFull() {
    return written.batch().size() >= FULL_BYTES;
  }

  int samples() {
    return written.batch().samples();
  }

  /** Tells what was refused, and how many lines of it there were. */
  void tellFaults(ObjLongConsumer<Refusal> told) {
    faultByRemedy.forEach((remedy, fault) ->
        told.accept(
            new Refusal(Refusal.Kind.INVALID_RECORDS, fault.firstReason(), remedy), fault.lines()));
    if (written.refused() > 0) {
      Refusal refusal =
          new Refusal(
              Refusal.Kind.INVALID_RECORDS,
              "the first: " + written.firstReason(),
              "The other lines were taken.");
      told.accept(refusal, written.refused());
    }
  }

  /** The request to buffer; nothing can be added any more. */
  OtlpReport finish() {
    PrometheusBatch batch = written.batch();
    byte[] otlp = batch.finish();
    List<OtlpReport.Sender> senders = List.of(new OtlpReport.Sender(sender, "", batch.samples()));
    return OtlpReport.whole(batch.samples(), senders, otlp, batch.size());
  }
}
