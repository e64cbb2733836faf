package dev.clew.collector;

import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;

/** A collector with small limits on ports of its own, in front of a fresh intake per test. */
final class OpenCollector implements AutoCloseable {
  private volatile RecordingIntake current = new RecordingIntake();
  private final Collector collector;

  OpenCollector() {
    try {
      collector =
          Collector.open(
              new CollectorConfig(
                  "127.0.0.1",
                  0,
                  0,
                  0,
                  1 << 20,
                  4 << 20,
                  4,
                  1_000,
                  8,
                  1_000,
                  List.of("https://shop"),
                  ConnectionLimits.defaults()),
              SeriesLimits.DEFAULT,
              Surroundings.of(
                  (signal, request, offset, length) ->
                      current.append(signal, request, offset, length),
                  Room.budget(),
                  InstantSource.system()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Collector collector() {
    return collector;
  }

  /** A new one, which from now on takes what is sent. */
  RecordingIntake intake() {
    current = new RecordingIntake();
    return current;
  }

  @Override
  public void close() {
    collector.close();
  }
}
