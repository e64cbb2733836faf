package dev.clew.packaging.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.model.time.GuardedClock;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reported stays, also beyond a restart, until it is old or acknowledged. */
class IncidentBookTest {
  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-10T12:00:00Z"));

  private IncidentBook open() throws IOException {
    IncidentBook book = new IncidentBook(clock);
    book.keepIn(directory.resolve("incidents.json"));
    return book;
  }

  @Test
  void equalEventsBecomeOneAndTheHistorySurvivesARestart() throws IOException {
    try (IncidentBook book = open()) {
      book.happened("logs", IncidentKind.DAMAGED, 10, "10 rows are gone");
      clock.advance(Duration.ofMinutes(5));
      book.happened("traces", IncidentKind.DROPPED, 3, "3 spans are gone");
      book.happened("logs", IncidentKind.DAMAGED, 10, "10 rows are gone");
    }
    try (IncidentBook book = open()) {
      assertThat(book.events()).hasSize(2);
      IncidentBook.Event last = book.events().getLast();
      assertThat(last.count()).isEqualTo(2);
      assertThat(last.amount()).isEqualTo(20);
      assertThat(last.lastMillis() - last.firstMillis()).isEqualTo(300_000);
      assertThat(book.totals())
          .containsExactly(
              new IncidentBook.Total("logs", IncidentKind.DAMAGED, 2, 20),
              new IncidentBook.Total("traces", IncidentKind.DROPPED, 1, 3));
    }
  }

  @Test
  void anEventIsToldForADayOrUntilItIsAcknowledged() throws IOException {
    try (IncidentBook book = open()) {
      book.happened("logs", IncidentKind.DAMAGED, 1, "one");
      assertThat(book.recent()).hasSize(1);
      clock.advance(Duration.ofHours(25));
      assertThat(book.recent()).isEmpty();
      book.happened("logs", IncidentKind.DAMAGED, 1, "two");
      assertThat(book.acknowledge()).isEqualTo(2);
      assertThat(book.recent()).isEmpty();
    }
    try (IncidentBook book = open()) {
      assertThat(book.recent()).isEmpty();
      book.happened("logs", IncidentKind.DAMAGED, 1, "two");
      assertThat(book.recent()).as("again").hasSize(1);
      assertThat(book.events()).hasSize(2);
    }
  }

  @Test
  void theHistoryIsBounded() throws IOException {
    try (IncidentBook book = open()) {
      for (int i = 0; i < 1_500; i++) {
        book.happened("logs", IncidentKind.DAMAGED, 1, "event " + i);
      }
      assertThat(book.events()).hasSize(1_000);
      assertThat(book.events().getFirst().sentence()).isEqualTo("event 500");
      assertThat(book.totals().getFirst().count()).isEqualTo(1_500);
    }
  }

  @Test
  void aDamagedHistoryIsSetAsideAndTold() throws IOException {
    try (IncidentBook book = open()) {
      book.happened("logs", IncidentKind.DAMAGED, 1, "one");
    }
    Path file = directory.resolve("incidents.json");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    try (IncidentBook book = open()) {
      assertThat(book.events())
          .singleElement()
          .satisfies(event -> assertThat(event.sentence()).contains("set aside"));
    }
    assertThat(directory.resolve("incidents.json.damaged")).exists();
    try (IncidentBook book = open()) {
      assertThat(book.events()).as("the second time").hasSize(1);
    }
  }

  @Test
  void aConditionLastsUntilItIsCleared() {
    IncidentBook book = new IncidentBook(clock);
    Incidents.Condition condition = book.condition("logs", IncidentKind.STALLED);
    condition.raise(Severity.DEGRADED, "merging waits");
    condition.raise(Severity.DEGRADED, "merging waits still");
    assertThat(book.raised())
        .singleElement()
        .satisfies(raised -> assertThat(raised.sentence()).isEqualTo("merging waits still"));
    assertThat(book.conditions().get("logs")).containsEntry(IncidentKind.STALLED, 1);
    condition.clear();
    assertThat(book.raised()).isEmpty();
    assertThat(book.conditions().get("logs")).containsEntry(IncidentKind.STALLED, 0);
  }

  /** A machine whose clock somebody sets while the time goes on. */
  private static final class SetClock extends GuardedClock {
    private Instant told = Instant.parse("2026-03-10T12:00:00Z");
    private Instant real = told;
    private long nanos;

    void pass(Duration duration) {
      told = told.plus(duration);
      real = real.plus(duration);
      nanos += duration.toNanos();
    }

    void jump(Duration by) {
      told = told.plus(by);
    }

    /** The next process counts from another instant. */
    void restart() {
      nanos = 5;
    }

    @Override
    public Instant instant() {
      return told;
    }

    @Override
    public boolean trusted() {
      return told.equals(real);
    }

    @Override
    public Instant earliest() {
      return told.isBefore(real) ? told : real;
    }

    @Override
    public Instant latest() {
      return told.isBefore(real) ? real : told;
    }

    @Override
    public long elapsedNanos() {
      return nanos;
    }
  }

  private IncidentBook open(SetClock set) throws IOException {
    IncidentBook book = new IncidentBook(clock);
    book.follow(set);
    book.keepIn(directory.resolve("incidents.json"));
    return book;
  }

  @ParameterizedTest
  @ValueSource(longs = {-30, -1, 1, 30, 400})
  void aClockThatJumpsHidesNoEventAndKeepsNone(long days) throws IOException {
    SetClock set = new SetClock();
    try (IncidentBook book = open(set)) {
      book.happened("logs", IncidentKind.DAMAGED, 1, "before");
      set.jump(Duration.ofDays(days));
      assertThat(book.recent()).as("it has just happened").hasSize(1);
      book.happened("logs", IncidentKind.DAMAGED, 1, "after");
      set.pass(Duration.ofHours(23));
      assertThat(book.recent()).hasSize(2);
      set.jump(Duration.ofDays(-days));
      assertThat(book.recent()).as("set right again").hasSize(2);
      set.pass(Duration.ofHours(2));
      assertThat(book.recent()).as("a day later").isEmpty();
    }
  }

  /** A stamp that lies in the future after the clock was set right does not stand for years. */
  @Test
  void aStampOfTheFutureIsNotToldForEver() throws IOException {
    SetClock set = new SetClock();
    set.jump(Duration.ofDays(400));
    try (IncidentBook book = open(set)) {
      book.happened("logs", IncidentKind.DAMAGED, 1, "one");
    }
    set.jump(Duration.ofDays(-400));
    set.restart();
    try (IncidentBook book = open(set)) {
      assertThat(book.recent()).hasSize(1);
      assertThat(book.events().getFirst().lastMillis())
          .isLessThanOrEqualTo(set.latest().toEpochMilli());
    }
    set.pass(Duration.ofHours(25));
    set.restart();
    try (IncidentBook book = open(set)) {
      assertThat(book.recent()).as("a day after the restart").isEmpty();
    }
  }

  @Test
  void aClockFarAheadAtTheStartHidesNothing() throws IOException {
    SetClock set = new SetClock();
    try (IncidentBook book = open(set)) {
      book.happened("logs", IncidentKind.DAMAGED, 1, "one");
    }
    set.jump(Duration.ofDays(30));
    set.restart();
    try (IncidentBook book = open(set)) {
      assertThat(book.recent()).hasSize(1);
    }
  }
}
