package dev.clew.collector;

import dev.clew.collector.intake.RequestSink;
import dev.clew.model.Signal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what was buffered; can be told to fail. */
final class RecordingIntake implements RequestSink {
  record Entry(Signal signal, byte[] request) {}

  private final List<Entry> entries = new CopyOnWriteArrayList<>();
  volatile @Nullable Exception failure;

  /** When set, answers are given only when the test completes it. */
  volatile @Nullable CompletableFuture<Long> pending;

  @Override
  public CompletableFuture<Long> append(Signal signal, byte[] request, int offset, int length) {
    Exception planted = failure;
    if (planted != null) {
      return CompletableFuture.failedFuture(planted);
    }
    entries.add(new Entry(signal, Arrays.copyOfRange(request, offset, offset + length)));
    CompletableFuture<Long> held = pending;
    return held == null ? CompletableFuture.completedFuture(0L) : held;
  }

  List<Entry> entries() {
    return entries;
  }

  byte[] only() {
    if (entries.size() != 1) {
      throw new AssertionError(entries.size() + " requests were buffered");
    }
    return entries.getFirst().request();
  }
}
