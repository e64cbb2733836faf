package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One side of a request whose other side has not been seen yet. */
final class HalfEdge {
  /** The client's span: the server knows it as its parent, a consumer by a link. */
  static final class Key {
    long traceIdHigh;
    long traceIdLow;
    long spanId;

    /** Serves as a question, too, so that looking something up makes no object. */
    Key set(long high, long low, long span) {
      traceIdHigh = high;
      traceIdLow = low;
      spanId = span;
      return this;
    }

    Key copy() {
      return new Key().set(traceIdHigh, traceIdLow, spanId);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && spanId == key.spanId
          && traceIdLow == key.traceIdLow
          && traceIdHigh == key.traceIdHigh;
    }

    @Override
    public int hashCode() {
      return Long.hashCode((traceIdHigh * 31 + traceIdLow) * 31 + spanId);
    }
  }

  final boolean client;

  /** Its own, which is the client's when the two share one. */
  final long spanId;

  final String service;

  /** What a client says it called, or a consumer whom it got it from; may be empty. */
  final String peer;

  final String connectionType;
  final boolean failed;
  final double seconds;
  final double weight;
  final long endNanos;
  final long receivedNanos;

  /** Another one that waits for the same span. */
  @Nullable HalfEdge next;

  HalfEdge(boolean client, String service, String peer, String connectionType, Facts facts) {
    this.client = client;
    this.service = service;
    this.peer = peer;
    this.connectionType = connectionType;
    this.spanId = facts.spanId;
    this.failed = facts.failed;
    this.seconds = facts.seconds;
    this.weight = facts.weight;
    this.endNanos = facts.endNanos;
    this.receivedNanos = facts.receivedNanos;
  }

  /** What both sides have. */
  record Facts(
      long spanId,
      boolean failed,
      double seconds,
      double weight,
      long endNanos,
      long receivedNanos) {}

  void write(Key key, DataOutput out) throws IOException {
    out.writeLong(key.traceIdHigh);
    out.writeLong(key.traceIdLow);
    out.writeLong(key.spanId);
    out.writeUTF(service);
    out.writeUTF(peer);
    out.writeUTF(connectionType);
    out.writeByte((client ? 1 : 0) | (failed ? 2 : 0));
    out.writeDouble(seconds);
    out.writeDouble(weight);
    out.writeLong(receivedNanos);
    out.writeLong(spanId);
    out.writeLong(endNanos);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param key takes the key
   * @param version of the state: the first has neither a span ID of its own nor an end
   */
  static HalfEdge read(DataInput in, Key key, int version) throws IOException {
    key.set(in.readLong(), in.readLong(), in.readLong());
    String service = in.readUTF();
    String peer = in.readUTF();
    String type = in.readUTF();
    int flags = in.readByte();
    double seconds = in.readDouble();
    double weight = in.readDouble();
    long received = in.readLong();
    long span = version > 1 ? in.readLong() : 0;
    long end = version > 1 ? in.readLong() : received;
    Facts facts = new Facts(span, (flags & 2) != 0, seconds, weight, end, received);
    return new HalfEdge((flags & 1) != 0, service, peer, type, facts);
  }
}
