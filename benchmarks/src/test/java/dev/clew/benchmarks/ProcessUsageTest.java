package dev.clew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessUsageTest {
  private static final String STAT =
      "4242 (a (strange) name) S 1 4242 4242 0 -1 4194560 81034 0 12 0 1234 66 0 0 20 0 41 0 9000"
          + " 4831838208 150000 18446744073709551615 1 1 0 0 0 0 0 4096 16795852 0 0 0 17 1 0 0 0";
  private static final String STATUS =
      """
      Name:\ta (strange) name
      VmPeak:\t 4718592 kB
      VmHWM:\t  700000 kB
      VmRSS:\t  600000 kB
      Threads:\t41
      """;

  @Test
  void readsProcessorTimeAndMemory() {
    ProcessUsage usage = ProcessUsage.parse(STAT, STATUS);
    assertThat(usage.cpuSeconds()).isEqualTo(13.0);
    assertThat(usage.residentBytes()).isEqualTo(600_000L * 1024);
    assertThat(usage.peakBytes()).isEqualTo(700_000L * 1024);
  }

  @Test
  void aThreadOfTheKernelHasNoMemory() {
    assertThat(ProcessUsage.parse(STAT, "Name:\tkworker\n").residentBytes()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsThisProcess(@TempDir Path directory) throws Exception {
    assertThat(ProcessUsage.of(ProcessHandle.current().pid()).residentBytes()).isPositive();
    Files.write(directory.resolve("file"), new byte[100_000]);
    assertThat(ProcessUsage.diskBytes(directory)).isGreaterThanOrEqualTo(100_000);
  }
}
