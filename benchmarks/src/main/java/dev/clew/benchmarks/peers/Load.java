package dev.clew.benchmarks.peers;

import dev.clew.benchmarks.Percentiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The exports of a fleet over a stretch of time: every instance once per interval, in the order of
 * time, some instances to a request as a collector batches them.
 */
record Load(int instances, long startMillis, long intervalMillis, int exports, int batch) {
  private static final long SEED = 7;

  long samples() {
    return (long) instances * Instance.series() * exports;
  }

  long series() {
    return (long) instances * Instance.series();
  }

  /** Sends all of it; tells how long the answers took and how many bytes went out. */
  long send(Running server, Percentiles answers) throws IOException, InterruptedException {
    List<Instance> fleet = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      fleet.add(new Instance(i, SEED));
    }
    Body body =
        server.candidate.otlp() ? new OtlpBody(startMillis - 60_000) : new RemoteWriteBody();
    long bytes = 0;
    for (int export = 0; export < exports; export++) {
      long scheduled = startMillis + export * intervalMillis;
      for (int first = 0; first < instances; first += batch) {
        for (int i = first; i < Math.min(first + batch, instances); i++) {
          Instance instance = fleet.get(i);
          body.add(instance, instance.next(scheduled));
        }
        byte[] request = body.take();
        bytes += request.length;
        long started = System.nanoTime();
        server.write(body, request);
        answers.add(System.nanoTime() - started);
      }
    }
    return bytes;
  }
}
