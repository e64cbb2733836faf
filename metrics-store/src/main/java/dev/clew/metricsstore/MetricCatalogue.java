package dev.clew.metricsstore;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.series.MetricMetadata;
import dev.clew.model.Signal;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DayCheck;
import dev.clew.storage.files.Scrub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of metric families, kept in one small file: u32 magic {@code CLWM}, u32 version,
 * varint number of entries, of each the texts family, type, unit and help (varint length and
 * UTF-8), at the end u32 CRC-32C of all before. Thread-safe.
 */
final class MetricCatalogue {
  private static final Logger log = LoggerFactory.getLogger(MetricCatalogue.class);
  static final String FILE_NAME = "METADATA";

  private static final int MAGIC = 0x4d574c43;
  private static final int VERSION = 1;

  /** More than any installation has; keeps a sender of random names from filling the memory. */
  private static final int MAX_ENTRIES = 100_000;

  private final Path file;
  private final StoreFiles files;
  private final Incidents incidents;
  private final Map<String, List<MetricMetadata>> entries = new TreeMap<>();
  private int size;
  private boolean changed;

  private MetricCatalogue(Path file, StoreFiles files, Incidents incidents) {
    this.incidents = incidents;
    this.file = file;
    this.files = files;
  }

  /** Reads the file; a damaged one is named in the log and left out: senders fill it again. */
  static MetricCatalogue open(Path file, StoreFiles files, Incidents incidents) throws IOException {
    MetricCatalogue catalogue = new MetricCatalogue(file, files, incidents);
    try {
      catalogue.read(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      log.debug("No {} yet", file);
    }
    return catalogue;
  }

  private void setAside() throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".damaged");
    files.move(file, aside);
    incidents.happened(
        Signal.METRICS.id(),
        IncidentKind.DAMAGED,
        1,
        "type, unit and help of all metrics are unreadable until they are sent again: " + aside);
  }

  /** Reads a file and changes nothing; one that is not there is sound. */
  static void check(Path file, DayCheck report) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      report.file(bytes.length);
      if (!isWhole(bytes)) {
        report.damaged(
            "type, unit and help of all metrics are unreadable until they are sent again: " + file);
      }
    } catch (NoSuchFileException e) {
      log.debug("No {} yet", file);
    }
  }

  private static boolean isWhole(byte[] bytes) {
    int body = bytes.length - 4;
    if (body < 8 || Checksums.crc32c(bytes, 0, body) != new ByteReader(bytes, body).u32()) {
      return false;
    }
    ByteReader in = new ByteReader(bytes);
    return in.u32() == MAGIC && in.u32() == VERSION;
  }

  /** Compares the checksum of what is on disk. What is in memory is whole, and is written anew. */
  synchronized void scrub(Scrub scrub) throws IOException {
    if (scrub.isDone(file.toString()) || !Files.exists(file)) {
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!isWhole(bytes)) {
      incidents.happened(
          Signal.METRICS.id(),
          IncidentKind.REBUILT,
          1,
          "the file with type, unit and help of metrics was damaged and has been written anew: "
              + file);
      changed = true;
      save();
    }
    scrub.read(file.toString(), bytes.length);
  }

  private synchronized void read(byte[] bytes) throws IOException {
    if (!isWhole(bytes)) {
      setAside();
      return;
    }
    ByteReader in = new ByteReader(bytes);
    in.u32();
    in.u32();
    try {
      for (int left = in.varint32(); left > 0; left--) {
        add(in.text(), new MetricMetadata(in.text(), in.text(), in.text()));
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      log.error("{} is damaged at byte {}: {}; what stands before is kept", file, in.position(), e);
    }
    changed = false;
  }

  synchronized void add(String family, MetricMetadata metadata) {
    List<MetricMetadata> known = entries.computeIfAbsent(family, name -> new ArrayList<>(1));
    if (!known.contains(metadata) && size < MAX_ENTRIES) {
      known.add(metadata);
      size++;
      changed = true;
    }
  }

  synchronized Map<String, List<MetricMetadata>> find(@Nullable String metric, int limit) {
    Map<String, List<MetricMetadata>> result = new TreeMap<>();
    if (metric != null) {
      List<MetricMetadata> known = entries.getOrDefault(metric, List.of());
      if (!known.isEmpty() && limit > 0) {
        result.put(metric, List.copyOf(known));
      }
      return result;
    }
    for (Map.Entry<String, List<MetricMetadata>> entry : entries.entrySet()) {
      if (result.size() >= limit) {
        break;
      }
      result.put(entry.getKey(), List.copyOf(entry.getValue()));
    }
    return result;
  }

  /** Writes the file when there is something new. */
  synchronized void save() throws IOException {
    if (!changed) {
      return;
    }
    ByteWriter out = new ByteWriter();
    out.u32(MAGIC);
    out.u32(VERSION);
    out.varint(size);
    entries.forEach((family, items) -> {
      for (MetricMetadata item : items) {
        out.text(family);
        out.text(item.type());
        out.text(item.unit());
        out.text(item.help());
      }
    });
    out.u32(Checksums.crc32c(out.array(), 0, out.size()));
    files.replace(file, out.toByteArray());
    changed = false;
  }
}
