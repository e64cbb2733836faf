package dev.clew.metricsstore.http;

import dev.clew.metricsstore.http.FederationApi.Latest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** How federated samples are written. */
sealed interface FederationFormat permits FederationText, FederationProtobuf {
  /**
   * Writes all samples.
   *
   * @param samples sorted by metric name
   */
  void write(List<Latest> samples, OutputStream target) throws IOException;

  /** Whether a name needs no quotes. */
  static boolean isPlain(String name, boolean metric) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean other = (metric && c == ':') || (i > 0 && c >= '0' && c <= '9');
      if (!letter && !other) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** The name for readers that do not take every character. */
  static String underscored(String name, boolean metric) {
    if (isPlain(name, metric)) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .forEach(c -> {
          String next = Character.toString(c);
          out.append(isPlain("_" + next, metric) ? next : "_");
        });
    return Character.isDigit(out.charAt(0)) ? "_" + out.substring(1) : out.toString();
  }
}
