package dev.clew.collector.scrape.exposition;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns classic histograms into native ones with the same bounds (schema -53). The series of one
 * histogram follow each other, so one is complete as soon as something else comes.
 */
final class CustomBuckets implements Exposition {
  private static final int SCHEMA = -53;
  private static final int MAX_BOUNDS = 10_000;

  private final Exposition inner;
  private final boolean keepClassic;
  private String typedFamily = "";
  private boolean isHistogram;

  /** Labels without {@code le}, under the name of the family. */
  private Map<String, String> group = Map.of();

  /** Cumulative counts by upper bound. */
  private final TreeMap<Double, Double> buckets = new TreeMap<>();

  private double sum;
  private double count = Double.NaN;
  private boolean groupHasTimestamp;
  private long groupTimestamp;
  private long groupStart;
  private final List<ScrapedExemplar> groupExemplars = new ArrayList<>();

  // What is handed out when the current entry is of our own making.
  private boolean own;
  private Map<String, String> emitted = Map.of();
  private List<ScrapedExemplar> emittedExemplars = List.of();
  private boolean emittedHasTimestamp;
  private long emittedTimestamp;
  private long emittedStart;
  private byte[] encoded = {};
  private boolean held;
  private Entry heldEntry = Entry.END;
  private byte[] key = {};

  CustomBuckets(Exposition inner, HistogramChoice choice) {
    this.inner = inner;
    this.keepClassic = choice.alwaysClassic();
  }

  @Override
  public Entry next() {
    own = false;
    while (true) {
      Entry entry = held ? heldEntry : inner.next();
      held = false;
      if (entry == Entry.SERIES && isHistogram) {
        Map<String, String> labels = new TreeMap<>();
        inner.labels(labels::put);
        String bound = labels.remove("le");
        String suffix = suffix(labels.getOrDefault("__name__", ""));
        boolean mine =
            suffix.equals("_bucket") ? bound != null : !suffix.isEmpty() && bound == null;
        if (mine) {
          labels.put("__name__", typedFamily);
          if (!group.isEmpty() && !group.equals(labels)) {
            return emit(entry);
          }
          group = labels;
          collect(suffix, bound == null ? "" : bound);
          if (keepClassic) {
            return entry;
          }
          continue;
        }
      }
      if (!group.isEmpty()) {
        return emit(entry);
      }
      if (entry == Entry.TYPE) {
        typedFamily = inner.family();
        isHistogram = inner.text().equals("histogram");
      }
      return entry;
    }
  }

  private String suffix(String name) {
    return name.startsWith(typedFamily)
        ? switch (name.substring(typedFamily.length())) {
          case "_bucket" -> "_bucket";
          case "_sum" -> "_sum";
          case "_count" -> "_count";
          default -> "";
        }
        : "";
  }

  private void collect(String suffix, String bound) {
    groupHasTimestamp = inner.hasTimestamp();
    groupTimestamp = groupHasTimestamp ? inner.timestampMillis() : 0;
    groupStart = inner.startMillis();
    groupExemplars.addAll(inner.exemplars());
    switch (suffix) {
      case "_sum" -> sum = inner.value();
      case "_count" -> count = inner.value();
      default -> {
        byte[] bytes = bound.getBytes(StandardCharsets.UTF_8);
        try {
          buckets.put(FloatText.parse(bytes, 0, bytes.length), inner.value());
        } catch (NumberFormatException e) {
          throw new ExpositionException("metric \"" + typedFamily + "\": le \"" + bound + "\"");
        }
        if (buckets.size() > MAX_BOUNDS) {
          throw new ExpositionException(
              "metric \"" + typedFamily + "\": more than " + MAX_BOUNDS + " buckets");
        }
      }
    }
  }

  /** Hands out what was collected; what stopped it comes afterwards. */
  private Entry emit(Entry stopper) {
    held = true;
    heldEntry = stopper;
    own = true;
    encoded = encode();
    StringBuilder text = new StringBuilder();
    group.forEach((name, value) -> text.append(name).append('\0').append(value).append('\0'));
    key = text.append("custom buckets").toString().getBytes(StandardCharsets.UTF_8);
    emitted = group;
    emittedExemplars =
        groupExemplars.stream().filter(exemplar -> exemplar.timestampMillis() != 0).toList();
    emittedHasTimestamp = groupHasTimestamp;
    emittedTimestamp = groupTimestamp;
    emittedStart = groupStart;
    group = Map.of();
    buckets.clear();
    groupExemplars.clear();
    sum = 0;
    count = Double.NaN;
    return Entry.HISTOGRAM;
  }

  private byte[] encode() {
    double total =
        Double.isNaN(count) && !buckets.isEmpty() ? buckets.lastEntry().getValue() : count;
    total = Double.isNaN(total) ? 0 : total;
    buckets.put(Double.POSITIVE_INFINITY, total);
    double[] bounds = new double[buckets.size() - 1];
    double[] counts = new double[buckets.size()];
    int i = 0;
    double before = 0;
    boolean isInteger = total == Math.rint(total) && total < 0x1p53;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      if (i < bounds.length) {
        bounds[i] = bucket.getKey();
      }
      double cumulative = Math.max(before, bucket.getValue());
      counts[i++] = cumulative - before;
      isInteger &= cumulative == Math.rint(cumulative);
      before = cumulative;
    }
    try {
      return message(bounds, counts, before, isInteger);
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: the buffer is too small", e);
    }
  }

  private byte[] message(double[] bounds, double[] counts, double total, boolean isInteger)
      throws IOException {
    byte[] buffer = new byte[128 + 20 * counts.length + 8 * bounds.length];
    CodedOutputStream out = CodedOutputStream.newInstance(buffer);
    if (isInteger) {
      out.writeUInt64(1, (long) total);
      out.writeUInt64(6, 0);
    } else {
      out.writeDouble(2, total);
      out.writeDouble(7, 0);
    }
    out.writeDouble(3, sum);
    out.writeSInt32(4, SCHEMA);
    out.writeTag(11, 2);
    out.writeUInt32NoTag(
        CodedOutputStream.computeSInt32Size(1, 0)
            + CodedOutputStream.computeUInt32Size(2, counts.length));
    out.writeSInt32(1, 0);
    out.writeUInt32(2, counts.length);
    if (isInteger) {
      long last = 0;
      for (double bucket : counts) { // one field each: as valid as packed
        out.writeSInt64(12, (long) bucket - last);
        last = (long) bucket;
      }
    } else {
      for (double bucket : counts) {
        out.writeDouble(13, bucket);
      }
    }
    if (bounds.length > 0) {
      out.writeTag(16, 2);
      out.writeUInt32NoTag(8 * bounds.length);
      for (double bound : bounds) {
        out.writeDoubleNoTag(bound);
      }
    }
    return Arrays.copyOf(buffer, out.getTotalBytesWritten());
  }

  @Override
  public String family() {
    return inner.family();
  }

  @Override
  public String text() {
    return inner.text();
  }

  @Override
  public byte[] keyArray() {
    return own ? key : inner.keyArray();
  }

  @Override
  public int keyOffset() {
    return own ? 0 : inner.keyOffset();
  }

  @Override
  public int keyLength() {
    return own ? key.length : inner.keyLength();
  }

  @Override
  public void labels(LabelSink sink) {
    if (own) {
      emitted.forEach(sink::label);
    } else {
      inner.labels(sink);
    }
  }

  @Override
  public double value() {
    return inner.value();
  }

  @Override
  public byte[] histogram() {
    return own ? encoded : inner.histogram();
  }

  @Override
  public boolean hasTimestamp() {
    return own ? emittedHasTimestamp : inner.hasTimestamp();
  }

  @Override
  public long timestampMillis() {
    return own ? emittedTimestamp : inner.timestampMillis();
  }

  @Override
  public long startMillis() {
    return own ? emittedStart : inner.startMillis();
  }

  @Override
  public List<ScrapedExemplar> exemplars() {
    return own ? emittedExemplars : inner.exemplars();
  }
}
