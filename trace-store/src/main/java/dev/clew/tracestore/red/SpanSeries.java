package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Counters of the spans of one service, name, kind and status since {@link #startNanos}. */
final class SpanSeries {
  final String service;
  final String name;
  final SpanKind kind;
  final SpanStatus status;
  final Histogram seconds;
  final int hash;
  private final byte[] utf8;
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
    this.utf8 = name.getBytes(StandardCharsets.UTF_8);
    this.hash = hash(service, kind, status, utf8, 0, utf8.length);
  }

  @SuppressWarnings("EnumOrdinal") // Not kept anywhere.
  static int hash(
      String service, SpanKind kind, SpanStatus status, byte[] array, int offset, int length) {
    int hash = service.hashCode() * 31 + kind.ordinal() * 4 + status.ordinal();
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + array[i];
    }
    return hash ^ (hash >>> 15);
  }

  /** Whether a span of this name belongs here; its hash is known to be the same. */
  boolean counts(
      String ofService,
      SpanKind ofKind,
      SpanStatus ofStatus,
      byte[] array,
      int offset,
      int length) {
    return kind == ofKind
        && status == ofStatus
        && Arrays.equals(utf8, 0, utf8.length, array, offset, offset + length)
        && service.equals(ofService);
  }

  boolean isSameAs(SpanSeries other) {
    return hash == other.hash && other.counts(service, kind, status, utf8, 0, utf8.length);
  }

  /** By the time of the last span; of two as old, the same one after a restart as before. */
  static int byAge(SpanSeries a, SpanSeries b) {
    int order = Long.compare(a.lastNanos, b.lastNanos);
    order = order != 0 ? order : a.name.compareTo(b.name);
    order = order != 0 ? order : a.kind.compareTo(b.kind);
    return order != 0 ? order : a.status.compareTo(b.status);
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
