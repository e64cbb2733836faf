package dev.clew.packaging;

import dev.clew.metricsstore.MetricsStoreStatus;
import dev.clew.packaging.telemetry.StatusApi.Disk;
import dev.clew.packaging.telemetry.StatusApi.Life;
import dev.clew.packaging.telemetry.StatusApi.Queue;
import dev.clew.packaging.telemetry.StatusApi.Report;
import dev.clew.packaging.telemetry.StatusApi.Store;
import dev.clew.storage.buffer.BufferStatus;
import dev.clew.storage.buffer.WriteAheadBuffer;
import dev.clew.storage.rows.StoreStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The status of the parts as one report. */
final class StatusReports {
  private StatusReports() {}

  static Report of(ApplianceConfig config, WriteAheadBuffer buffer, Stores stores) {
    List<Queue> queues = queues(buffer.status());
    List<Store> all =
        List.of(
            store("logs", stores.logs().status(), stores.logs().retainedSinceNanos()),
            store("metrics", stores.metrics().status()),
            store(
                "traces", stores.traces().status().spans(), stores.traces().retainedSinceNanos()));
    long bytes =
        queues.stream().mapToLong(Queue::bytes).sum() + all.stream().mapToLong(Store::bytes).sum();
    return new Report(queues, all, disk(config.data(), bytes), config.logs().retention().toDays());
  }

  private static List<Queue> queues(BufferStatus status) {
    List<Queue> queues = new ArrayList<>();
    for (BufferStatus.QueueStatus queue : status.queues()) {
      long entries = 0;
      long millis = 0;
      long quarantined = 0;
      for (BufferStatus.ConsumerStatus consumer : status.consumers()) {
        if (consumer.signal() == queue.signal()) {
          entries = Math.max(entries, consumer.unreadEntries());
          millis = Math.max(millis, consumer.oldestUnread().toMillis());
          quarantined += consumer.quarantinedEntries();
        }
      }
      queues.add(new Queue(queue.signal().id(), queue.keptBytes(), entries, millis, quarantined));
    }
    return queues;
  }

  private static Store store(String signal, StoreStatus status, long retainedSinceNanos) {
    return new Store(
        signal,
        status.rows(),
        status.bytes(),
        status.days(),
        status.oldestNanos(),
        status.memoryBytes(),
        new Life(
            status.segments(),
            status.corruptFiles(),
            status.droppedTooOld(),
            status.clampedFuture(),
            status.work().droppedForSpaceRows(),
            status.work().flushedBytes(),
            status.work().writtenAgainBytes(),
            retainedSinceNanos));
  }

  private static Store store(String signal, MetricsStoreStatus status) {
    return new Store(
        signal,
        status.storedSamples() + status.uncommittedSamples(),
        status.bytesOnDisk(),
        status.days(),
        0,
        0,
        null);
  }

  private static Disk disk(Path data, long bytes) {
    try {
      FileStore disk = Files.getFileStore(data);
      return new Disk(
          data.toAbsolutePath().toString(), disk.getTotalSpace(), disk.getUsableSpace(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
