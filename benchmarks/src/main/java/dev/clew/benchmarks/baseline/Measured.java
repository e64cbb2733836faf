package dev.clew.benchmarks.baseline;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Figures of one run by name, in the order in which they were taken. */
record Measured(Map<String, Double> figures) {
  private static final String MARK = "figure ";

  static void print(String name, double value) {
    System.out.println(MARK + name + "=" + value);
  }

  /** Reads what {@link #print} wrote; everything else is passed on. */
  static Measured read(BufferedReader output) throws IOException {
    Map<String, Double> figures = new LinkedHashMap<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      int equals = line.lastIndexOf('=');
      if (line.startsWith(MARK) && equals > 0) {
        figures.put(
            line.substring(MARK.length(), equals), Double.valueOf(line.substring(equals + 1)));
      } else {
        System.err.println(line);
      }
    }
    return new Measured(figures);
  }
}
