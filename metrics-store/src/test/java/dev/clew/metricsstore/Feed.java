package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;

import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Requests in the order of their positions, and what a store that has them all holds. */
final class Feed {
  private static final long DAY = 86_400_000L;

  final List<byte[]> requests = new ArrayList<>();
  final Twin twin = new Twin();
  final Random random;
  long time;

  Feed(long seed, long startMillis) {
    random = new Random(seed);
    time = startMillis;
  }

  void add() {
    time += random.nextInt(20_000);
    List<NumberDataPoint> points = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      String id = Integer.toString(random.nextInt(12));
      long millis =
          switch (random.nextInt(8)) {
            case 0 -> time - random.nextInt(3_600_000);
            case 1 -> time - (long) (random.nextDouble() * 3 * DAY);
            default -> time;
          };
      double value =
          random.nextInt(10) == 0
              ? Double.longBitsToDouble(random.nextLong())
              : random.nextInt(1000) / 10.0;
      points.add(point(millis, value, "id", id));
      twin.put("g{id=\"" + id + "\"}", millis, value);
    }
    requests.add(request(List.of(), gauge("g", "", points.toArray(new NumberDataPoint[0]))));
  }

  /** Feeds what the store has not committed; true when all of it is in. */
  void feed(MetricsStore store) {
    for (long i = store.committedPosition() + 1; i < requests.size(); i++) {
      byte[] request = requests.get((int) i);
      store.ingest(i, 0, request, 0, request.length);
    }
  }
}
