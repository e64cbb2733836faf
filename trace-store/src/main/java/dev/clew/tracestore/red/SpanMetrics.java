package dev.clew.tracestore.red;

import dev.clew.model.SpanStatus;
import dev.clew.tracestore.otlp.ResourceView;
import dev.clew.tracestore.otlp.SpanView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The cumulative counters that spans become. Each span is added once: the owner commits {@link
 * #snapshot} together with the spans, and after a crash restores it and adds the spans behind it
 * again. All that changes the counters comes from the spans and their times of receipt, or happens
 * in {@link #snapshot} itself, so a replay ends with the same counters.
 *
 * <p>Not thread-safe; the trace store guards it with a lock.
 */
public final class SpanMetrics {
  private static final int MAGIC = 0x434C5245;
  private static final int VERSION = 2;

  private final RedConfig config;
  private final double[] bounds;
  private final SpanSeriesTable series;
  private final RecentSpans recent = new RecentSpans();
  private final ServiceGraph graph;
  private long copies;

  public SpanMetrics(RedConfig config) {
    this.config = config;
    this.bounds = config.bucketsSeconds().stream().mapToDouble(Double::doubleValue).toArray();
    this.series = new SpanSeriesTable(bounds, config.maxSeries());
    this.graph = new ServiceGraph(config, bounds, recent);
  }

  /** Counts one span, unless it has been counted within the last minutes. */
  public void add(ResourceView resource, SpanView span, long receivedNanos) {
    String service = ServiceGraph.cut(resource.service());
    long ofTrace = RecentSpans.ofTrace(span.traceIdHigh(), span.traceIdLow());
    boolean failed = span.status() == SpanStatus.ERROR;
    if (!recent.add(ofTrace, span.spanId(), span.kindNumber(), failed, service, receivedNanos)) {
      copies++;
      return;
    }
    double weight = SamplingWeight.of(span);
    double seconds = span.durationNanos() / 1e9;
    SpanSeries one =
        series.find(
            service,
            span.kind(),
            span.status(),
            span.array(),
            span.nameOffset(),
            span.nameLength());
    if (one.startNanos == 0) {
      one.startNanos = receivedNanos;
      one.fresh = true;
    }
    one.lastNanos = receivedNanos;
    one.calls += weight;
    one.seconds.add(seconds, weight);
    if (!one.slowest.present || seconds > one.slowest.seconds) {
      one.slowest.set(
          span.traceIdHigh(), span.traceIdLow(), span.spanId(), span.endNanos(), seconds);
    }
    graph.add(service, span, ofTrace, weight, receivedNanos);
  }

  /** How many series of spans and edges there are. */
  public int size() {
    return series.size() + graph.size();
  }

  /** Spans counted under {@code other} since the start, because there are too many series. */
  public long overflowed() {
    return series.overflowed();
  }

  /** Services that have more operations than there is room for, the one with most spans first. */
  public List<FoldedNames> folded() {
    return series.folded();
  }

  /** Spans that came again and did not count, since the start. */
  public long copies() {
    return copies;
  }

  /** Halves of requests that gave up waiting early since the start, because too many waited. */
  public long droppedHalves() {
    return graph.dropped();
  }

  /**
   * The state to commit. Waits that are over end here and idle series are forgotten here, so that
   * this happens either before the commit or not at all.
   */
  public byte[] snapshot(long nowNanos) {
    long idleBefore = nowNanos - config.idle().toNanos();
    graph.expire(nowNanos - config.pairWait().toNanos(), idleBefore);
    series.removeIf(one -> one.lastNanos < idleBefore);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeInt(bounds.length);
      for (double bound : bounds) {
        out.writeDouble(bound);
      }
      writeSeries(series.series(), out);
      writeSeries(series.ended(), out);
      List<FoldedNames> folded = series.folded();
      out.writeInt(folded.size());
      for (FoldedNames one : folded) {
        out.writeUTF(one.service());
        out.writeLong(one.spans());
      }
      graph.write(out);
      recent.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("BUG: writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeSeries(List<SpanSeries> all, DataOutputStream out) throws IOException {
    out.writeInt(all.size());
    for (SpanSeries one : all) {
      one.write(out);
    }
  }

  /**
   * Takes up a snapshot; to be called once, before any span. With other bucket bounds than now the
   * counters start from zero.
   *
   * @throws IOException when the bytes are not a snapshot
   */
  public void restore(byte[] snapshot) throws IOException {
    if (snapshot.length == 0) {
      return;
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(snapshot));
    int magic = in.readInt();
    int version = in.readByte();
    if (magic != MAGIC || version < 1 || version > VERSION) {
      throw new IOException(
          "span metrics state: magic "
              + Integer.toHexString(magic)
              + " version "
              + version
              + " (expected: 434c5245 version 1 or 2)");
    }
    int count = in.readInt();
    boolean same = count == bounds.length;
    for (int i = 0; i < count; i++) {
      same &= in.readDouble() == (i < bounds.length ? bounds[i] : Double.NaN);
    }
    if (same) {
      restoreSeries(in, version);
    }
  }

  private void restoreSeries(DataInputStream in, int version) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      series.restore(SpanSeries.read(in, bounds));
    }
    if (version > 1) {
      for (int i = in.readInt(); i > 0; i--) {
        series.restoreEnded(SpanSeries.read(in, bounds));
      }
      for (int i = in.readInt(); i > 0; i--) {
        series.restoreFolded(in.readUTF(), in.readLong());
      }
    }
    graph.restore(in, version);
    if (version > 1) {
      recent.restore(in);
    }
  }

  /**
   * Says that all spans from before a restart have been counted. A series that came up in them may
   * have been written before the crash already, so it gets no zero in front of its first value.
   */
  public void caughtUp() {
    series.series().forEach(one -> one.fresh = false);
    graph.settled();
  }

  /**
   * All counters as serialized {@code ExportMetricsServiceRequest}s. Exemplars are given once.
   *
   * @param previousNanos time of the write before, where series that are new start from zero
   */
  public List<byte[]> write(long nowNanos, long previousNanos) {
    MetricsRequests requests = new MetricsRequests(nowNanos, previousNanos);
    requests.spans(series.series());
    requests.spans(series.ended());
    series.ended().clear();
    requests.edges(graph.edges());
    return requests.finish();
  }
}
