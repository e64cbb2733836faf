package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One side of a request whose other side has not been seen yet.
 *
 * @param peer what the client says it called, for when the server never reports; may be empty
 */
record HalfEdge(
    Key key,
    boolean client,
    String service,
    String peer,
    String connectionType,
    boolean failed,
    double seconds,
    double weight,
    long receivedNanos) {
  /** The client's span: the server knows it as its parent. */
  record Key(long traceIdHigh, long traceIdLow, long spanId) {}

  void write(DataOutput out) throws IOException {
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
  }

  static HalfEdge read(DataInput in) throws IOException {
    Key key = new Key(in.readLong(), in.readLong(), in.readLong());
    String service = in.readUTF();
    String peer = in.readUTF();
    String type = in.readUTF();
    int flags = in.readByte();
    return new HalfEdge(
        key,
        (flags & 1) != 0,
        service,
        peer,
        type,
        (flags & 2) != 0,
        in.readDouble(),
        in.readDouble(),
        in.readLong());
  }
}
