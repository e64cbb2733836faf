package dev.clew.storage.block;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Lines of the kinds that programs log, their numbers, IDs, addresses and names drawn at random.
 */
final class LinesAsSent {
  private static final String[] NAMES = {
    "checkout", "payment", "anna", "Bob", "db", "worker_7", "Ünal", "edge-proxy", "cart", "x1"
  };

  private final List<String> kinds;
  private final Random random;

  LinesAsSent(Random random) {
    this.random = random;
    try (InputStream in = LinesAsSent.class.getResourceAsStream("/words/lines.txt")) {
      kinds = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int kinds() {
    return kinds.size();
  }

  String line(int kind) {
    StringBuilder line = new StringBuilder();
    String shape = kinds.get(kind);
    for (int i = 0; i < shape.length(); i++) {
      char c = shape.charAt(i);
      if (c == '%') {
        line.append(value(shape.charAt(++i)));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private String value(char kind) {
    return switch (kind) {
      case 'd' -> Integer.toString(random.nextInt(random.nextBoolean() ? 60 : 100_000));
      case 'h' -> HexFormat.of().toHexDigits(random.nextInt());
      case 'i' -> random.nextInt(256) + "." + random.nextInt(4) + ".0." + random.nextInt(256);
      case 'u' -> new UUID(random.nextLong(), random.nextLong()).toString();
      case 'w' -> NAMES[random.nextInt(NAMES.length)];
      default ->
          throw new IllegalArgumentException("value: %" + kind + " (expected: d, h, i, u, w)");
    };
  }
}
