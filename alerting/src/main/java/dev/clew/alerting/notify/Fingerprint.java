package dev.clew.alerting.notify;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The identity of a label set as Prometheus and Alertmanager compute it: FNV-1a, 64 bits. */
final class Fingerprint {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte SEPARATOR = (byte) 0xff;

  private Fingerprint() {}

  static long of(Map<String, String> labels) {
    long hash = OFFSET;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      hash = add(add(hash, label.getKey()), SEPARATOR);
      hash = add(add(hash, label.getValue()), SEPARATOR);
    }
    return hash;
  }

  /** Sixteen hexadecimal digits. */
  static String text(Map<String, String> labels) {
    return String.format("%016x", of(labels));
  }

  private static long add(long hash, String text) {
    long result = hash;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      result = add(result, b);
    }
    return result;
  }

  private static long add(long hash, byte b) {
    return (hash ^ (b & 0xff)) * PRIME;
  }
}
