package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Signal;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process that appends, again and again, and counts what it had acknowledged. */
class BufferKillIT {
  private static final int KILLS = 6;

  @TempDir Path directory;

  private static List<String> java(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The flags of this JVM, which are those of the product. */
  private static List<String> flags() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--") || flag.startsWith("-Dchronicle"))
        .toList();
  }

  private Process start(List<String> flags, String sync, String prefix) throws IOException {
    List<String> command = java();
    command.addAll(flags);
    command.addAll(
        List.of(
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            directory.resolve("buffer").toString(),
            sync,
            prefix));
    return new ProcessBuilder(command)
        .redirectOutput(directory.resolve("stdout-" + prefix).toFile())
        .redirectError(directory.resolve("stderr-" + prefix).toFile())
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "always"})
  void nothingAcknowledgedIsLostOrDoubled(String sync) throws Exception {
    Random random = new Random();
    Set<String> acknowledged = new HashSet<>();
    for (int run = 0; run < KILLS; run++) {
      Process process = start(flags(), sync, "run" + run);
      acknowledged.addAll(killAfter(process, 100 + random.nextInt(4_000), "run" + run));
    }
    List<String> stored = readAll();
    assertThat(stored).doesNotHaveDuplicates();
    assertThat(stored).containsAll(acknowledged);
    assertThat(acknowledged).hasSizeGreaterThan(KILLS * 100);
  }

  private Set<String> killAfter(Process process, int lines, String prefix) throws Exception {
    Path out = directory.resolve("stdout-" + prefix);
    try {
      Await.until("enough is acknowledged", () -> out.toFile().length() > lines * 12L);
    } finally {
      process.destroyForcibly().waitFor();
    }
    List<String> acknowledged = Files.readAllLines(out, StandardCharsets.US_ASCII);
    assertThat(acknowledged.getFirst()).isEqualTo("open");
    // The last line may be cut off.
    return Set.copyOf(acknowledged.subList(1, acknowledged.size() - 1));
  }

  private List<String> readAll() throws IOException {
    RecordingStore store = new RecordingStore(Signal.LOGS, directory.resolve("store"));
    store.flushEvery = Integer.MAX_VALUE;
    BufferConfig config = BufferConfig.defaults(directory.resolve("buffer"));
    try (WriteAheadBuffer buffer =
        WriteAheadBuffer.open(config, Clock.systemUTC(), Incidents.NONE)) {
      ConsumerFeed tailing = buffer.register(store);
      tailing.start();
      Await.until("all are read", () -> tailing.status().unreadEntries() == 0);
      assertThat(tailing.status().quarantinedEntries()).isZero();
    }
    return store.stored().stream().map(text -> text.substring(0, text.indexOf('.'))).toList();
  }

  /** As in a container, where every process is number 1. */
  @Test
  void aLockLeftByAProcessOfTheSameNumberDoesNotBlock() throws Exception {
    BufferConfig config =
        new BufferConfig(
            directory.resolve("buffer"),
            "none",
            Duration.ofMillis(200),
            1 << 30,
            16 << 20,
            1 << 20);
    Path metadata = directory.resolve("buffer/logs/metadata.cq4t");
    byte[] held;
    try (WriteAheadBuffer buffer =
        WriteAheadBuffer.open(config, Clock.systemUTC(), Incidents.NONE)) {
      buffer.append(Signal.LOGS, new byte[] {1});
      held = withWriteLockHeld(Files.readAllBytes(metadata));
    }
    Files.write(metadata, held);
    try (WriteAheadBuffer buffer =
        WriteAheadBuffer.open(config, Clock.systemUTC(), Incidents.NONE)) {
      long begin = System.nanoTime();
      buffer.append(Signal.LOGS, new byte[] {2});
      // Not a measurement: the library waits 15 s for such a lock, and then fails.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
  }

  private static byte[] withWriteLockHeld(byte[] metadata) {
    String text = new String(metadata, StandardCharsets.ISO_8859_1);
    int name = text.indexOf("chronicle.write.lock");
    assertThat(name).isPositive();
    // The value, "unlocked" as the smallest long, stands behind the name, on eight bytes.
    int value = text.indexOf("\0\0\0\0\0\0\0\u0080", name);
    assertThat(value).isPositive();
    long pid = ProcessHandle.current().pid();
    byte[] held = metadata.clone();
    for (int i = 0; i < 8; i++) {
      held[value + i] = (byte) (pid >>> (8 * i));
    }
    return held;
  }

  @Test
  void withoutItsFlagsItRefusesToOpenInsteadOfLosingEverything() throws Exception {
    Process process = start(List.of("-Dchronicle.analytics.disable=true"), "none", "flags");
    assertThat(process.waitFor()).isNotZero();
    assertThat(directory.resolve("stdout-flags")).isEmptyFile();
    try (Stream<String> lines = Files.lines(directory.resolve("stderr-flags"))) {
      assertThat(lines.toList()).isNotEmpty();
    }
    assertThat(directory.resolve("buffer/quarantine")).doesNotExist();
  }
}
