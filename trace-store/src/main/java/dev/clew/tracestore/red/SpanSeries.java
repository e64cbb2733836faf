package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counters of the spans of one service, name, kind and status since {@link #startNanos}. */
final class SpanSeries {
  final String service;
  final String name;
  final SpanKind kind;
  final SpanStatus status;
  final Histogram seconds;
  double calls;
  long startNanos;
  long lastNanos;

  /** Whether a zero is due before the first value, so that {@code rate} sees the first spans. */
  boolean fresh;

  /** Of the spans since the last write. */
  final Exemplar slowest = new Exemplar();

  SpanSeries(String service, String name, SpanKind kind, SpanStatus status, double[] bounds) {
    this.service = service;
    this.name = name;
    this.kind = kind;
    this.status = status;
    this.seconds = new Histogram(bounds);
  }

  // Kind and status are declared in the order of their protocol numbers.
  @SuppressWarnings("EnumOrdinal")
  void write(DataOutput out) throws IOException {
    out.writeUTF(service);
    out.writeUTF(name);
    out.writeByte(kind.ordinal());
    out.writeByte(status.ordinal());
    out.writeDouble(calls);
    seconds.write(out);
    out.writeLong(startNanos);
    out.writeLong(lastNanos);
  }

  static SpanSeries read(DataInput in, double[] bounds) throws IOException {
    SpanSeries series =
        new SpanSeries(
            in.readUTF(),
            in.readUTF(),
            SpanKind.ofNumber(in.readByte()),
            SpanStatus.ofNumber(in.readByte()),
            bounds);
    series.calls = in.readDouble();
    series.seconds.read(in);
    series.startNanos = in.readLong();
    series.lastNanos = in.readLong();
    return series;
  }
}
