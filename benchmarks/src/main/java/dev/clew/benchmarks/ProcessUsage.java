package dev.clew.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process has used so far, from /proc (proc(5)); Linux only.
 *
 * @param cpuSeconds of all its threads, in user mode and in the kernel
 * @param residentBytes now
 * @param peakBytes the most that were resident since it began
 */
public record ProcessUsage(double cpuSeconds, long residentBytes, long peakBytes) {
  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  public static ProcessUsage of(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      return parse(
          Files.readString(process.resolve("stat")), Files.readString(process.resolve("status")));
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " cannot be read", e);
    }
  }

  static ProcessUsage parse(String stat, String status) {
    // The second field is the command in parentheses, and may hold blanks and parentheses itself.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
    return new ProcessUsage(
        ticks / TICKS_PER_SECOND, kilobytes(status, "VmRSS:"), kilobytes(status, "VmHWM:"));
  }

  private static long kilobytes(String status, String key) {
    return status
        .lines()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }

  /** Bytes that the files below a directory really take on disk, holes left out. */
  public static long diskBytes(Path directory) throws IOException {
    Process du = new ProcessBuilder("du", "-s", "-B1", directory.toString()).start();
    try (Stream<String> lines = du.inputReader().lines()) {
      return lines.mapToLong(line -> Long.parseLong(line.split("\\s")[0])).sum();
    }
  }
}
