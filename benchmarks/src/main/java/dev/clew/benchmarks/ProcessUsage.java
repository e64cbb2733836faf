package dev.clew.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has used so far, from /proc (proc(5)); Linux only. */
record ProcessUsage(double cpuSeconds, long residentBytes) {
  /** USER_HZ, which is 100 on every Linux that Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  static ProcessUsage of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      long resident = 0;
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith("VmRSS:")) {
          resident = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
        }
      }
      return new ProcessUsage(ticks / TICKS_PER_SECOND, resident);
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid + " cannot be read", e);
    }
  }

  /** Bytes that the files below a directory really take on disk, holes left out. */
  static long diskBytes(Path directory) throws IOException {
    Process du = new ProcessBuilder("du", "-s", "-B1", directory.toString()).start();
    try (Stream<String> lines = du.inputReader().lines()) {
      return lines.mapToLong(line -> Long.parseLong(line.split("\\s")[0])).sum();
    }
  }
}
