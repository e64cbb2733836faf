package dev.clew.packaging.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.health.IncidentKind;
import dev.clew.storage.files.Scrub;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything is read once a month at a pace, and a restart goes on where it was. */
class ScrubberTest {
  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final IncidentBook book = new IncidentBook(clock);
  private final List<String> read = new ArrayList<>();
  private int stopAfter = Integer.MAX_VALUE;

  private Scrubber scrubber() {
    return new Scrubber(
        new Scrubber.Settings(Duration.ofDays(30), 1_000),
        List.of(part("logs"), part("metrics")),
        book,
        directory.resolve("scrub.json"),
        clock,
        nanos -> clock.advance(Duration.ofNanos(nanos)));
  }

  private Scrubber.Part part(String name) {
    return new Scrubber.Part(name, () -> 180_000, scrub -> read(name, scrub));
  }

  private void read(String name, Scrub scrub) {
    for (int i = 1; i <= 3; i++) {
      String file = name + "/" + i;
      if (scrub.isDone(file)) {
        continue;
      }
      if (read.size() == stopAfter) {
        throw new Scrub.StoppedException();
      }
      read.add(file);
      if (file.equals("logs/2")) {
        book.happened("logs", IncidentKind.DAMAGED, 5, "5 rows are gone");
      }
      scrub.read(file, 60_000);
      scrub.done(file);
    }
  }

  @Test
  void everythingIsReadAtThePaceAndAgainAfterTheInterval() throws IOException {
    Instant began = clock.instant();
    Scrubber scrubber = scrubber();
    scrubber.round();
    assertThat(read)
        .containsExactly("logs/1", "logs/2", "logs/3", "metrics/1", "metrics/2", "metrics/3");
    assertThat(Duration.between(began, clock.instant())).isEqualTo(Duration.ofSeconds(360));
    assertThat(scrubber.state().bytes()).isEqualTo(360_000);
    assertThat(scrubber.state().findings()).isEqualTo(1);
    assertThat(scrubber.state().finishedMillis()).isEqualTo(clock.millis());
    clock.advance(Duration.ofDays(29));
    scrubber.round();
    assertThat(read).as("not yet").hasSize(6);
    clock.advance(Duration.ofDays(1));
    scrubber.round();
    assertThat(read).hasSize(12);
  }

  @Test
  void aRestartGoesOnWhereItWas() throws IOException {
    Scrubber first = scrubber();
    stopAfter = 4;
    assertThatThrownBy(first::round).isInstanceOf(Scrub.StoppedException.class);
    first.close();
    stopAfter = Integer.MAX_VALUE;
    read.clear();
    Scrubber second = scrubber();
    assertThat(second.state().findings()).isEqualTo(1);
    assertThat(second.progress().reading()).isEqualTo("metrics");
    assertThat(second.progress().allBytes()).isEqualTo(360_000);
    assertThat(second.progress().nextMillis()).isZero();
    second.round();
    assertThat(second.progress().reading()).isEmpty();
    assertThat(second.progress().nextMillis())
        .isEqualTo(clock.millis() + Duration.ofDays(30).toMillis());
    assertThat(read).containsExactly("metrics/2", "metrics/3");
    assertThat(second.state().bytes()).isEqualTo(360_000);
    second.close();
  }
}
