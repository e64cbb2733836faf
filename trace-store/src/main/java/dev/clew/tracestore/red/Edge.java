package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counters of the requests from one service to another. */
final class Edge {
  /** What makes an edge; the connection type may be empty (a plain request). */
  record Key(String client, String server, String connectionType) {}

  final Key key;
  final Histogram serverSeconds;
  final Histogram clientSeconds;
  double requests;
  double failed;
  long startNanos;
  long lastNanos;
  boolean fresh;
  final Exemplar slowest = new Exemplar();

  Edge(Key key, double[] bounds) {
    this.key = key;
    this.serverSeconds = new Histogram(bounds);
    this.clientSeconds = new Histogram(bounds);
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(key.client);
    out.writeUTF(key.server);
    out.writeUTF(key.connectionType);
    out.writeDouble(requests);
    out.writeDouble(failed);
    serverSeconds.write(out);
    clientSeconds.write(out);
    out.writeLong(startNanos);
    out.writeLong(lastNanos);
  }

  static Edge read(DataInput in, double[] bounds) throws IOException {
    Edge edge = new Edge(new Key(in.readUTF(), in.readUTF(), in.readUTF()), bounds);
    edge.requests = in.readDouble();
    edge.failed = in.readDouble();
    edge.serverSeconds.read(in);
    edge.clientSeconds.read(in);
    edge.startNanos = in.readLong();
    edge.lastNanos = in.readLong();
    return edge;
  }
}
