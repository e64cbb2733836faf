package dev.clew.tracestore.red;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Durations in explicit buckets; counts are weighted, hence not whole. */
final class Histogram {
  final double[] bounds;
  final double[] counts;
  double sum;

  Histogram(double[] bounds) {
    this.bounds = bounds;
    this.counts = new double[bounds.length + 1];
  }

  void add(double seconds, double weight) {
    int bucket = 0;
    while (bucket < bounds.length && seconds > bounds[bucket]) {
      bucket++;
    }
    counts[bucket] += weight;
    sum += seconds * weight;
  }

  void write(DataOutput out) throws IOException {
    out.writeDouble(sum);
    for (double count : counts) {
      out.writeDouble(count);
    }
  }

  void read(DataInput in) throws IOException {
    sum = in.readDouble();
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.readDouble();
    }
  }
}
