package dev.clew.storage.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.time.GuardedClock;
import dev.clew.testkit.ManualClock;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is set aside stays for a time, as long as there is room; what goes is told. */
class ShelfTest {
  @TempDir Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-10T12:00:00Z"));
  private final List<String> told = new ArrayList<>();
  private int dropped;

  private Shelf shelf(long bytes) {
    return new Shelf(
        directory.resolve("quarantine"),
        bytes,
        GuardedClock.of(clock),
        (things, sentence) -> {
          dropped += things;
          told.add(sentence);
        });
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("quarantine"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static MemorySegment bytes(int count) {
    return MemorySegment.ofArray(new byte[count]);
  }

  @Test
  void theOldestGoesWhenThereIsTooMuchAndIsTold() throws IOException {
    Shelf shelf = shelf(1_000);
    for (String name : List.of("b", "a", "c")) {
      shelf.copy(bytes(400), name);
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(names()).containsExactly("a", "c");
    assertThat(dropped).isEqualTo(1);
    assertThat(told)
        .singleElement()
        .satisfies(sentence ->
            assertThat(sentence)
                .startsWith("a damaged file of 400 bytes, set aside before, was deleted from ")
                .endsWith("what is damaged may take up 1000 bytes"));
  }

  @Test
  void theNewestStaysHoweverLargeItIs() throws IOException {
    Shelf shelf = shelf(1_000);
    shelf.copy(bytes(10), "small");
    clock.advance(Duration.ofMinutes(1));
    shelf.copy(bytes(5_000), "large");
    assertThat(names()).containsExactly("large");
  }

  @Test
  void afterAQuarterItGoes() throws IOException {
    Shelf shelf = shelf(Long.MAX_VALUE);
    Path old = directory.resolve("old");
    Files.write(old, new byte[10]);
    Files.setLastModifiedTime(
        old, java.nio.file.attribute.FileTime.from(clock.instant().minus(Duration.ofDays(500))));
    shelf.move(old, "moved");
    clock.advance(Duration.ofDays(80));
    shelf.copy(bytes(10), "later");
    shelf.expire();
    assertThat(names()).as("counted from when it was set aside").hasSize(2);
    clock.advance(Duration.ofDays(11));
    shelf.expire();
    assertThat(names()).containsExactly("later");
    assertThat(told).singleElement().asString().endsWith("what is damaged is kept for 90 days");
    shelf.expire();
    assertThat(told).hasSize(1);
  }

  @Test
  void aSecondNameLeavesTheFirst() throws IOException {
    Shelf shelf = shelf(1_000);
    Path file = directory.resolve("file");
    Files.write(file, new byte[10]);
    shelf.link(file, "day-file");
    shelf.link(file, "day-file");
    assertThat(file).exists();
    assertThat(names()).as("once").containsExactly("day-file");
    Path other = directory.resolve("other");
    Files.write(other, new byte[10]);
    shelf.link(other, "day-file");
    assertThat(names()).containsExactly("day-file", "day-file.2");
  }

  @Test
  void nothingIsThereAtFirst() throws IOException {
    shelf(10).expire();
    shelf(10).move(directory.resolve("missing"), "missing");
    assertThat(told).isEmpty();
  }
}
