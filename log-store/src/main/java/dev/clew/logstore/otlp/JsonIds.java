package dev.clew.logstore.otlp;

import dev.clew.model.CorrelationKeys;
import dev.clew.storage.block.life.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds correlation IDs among the top-level fields of JSON text, in one pass over its bytes and
 * without building anything. Text that turns out not to be JSON is left alone where it does.
 */
final class JsonIds {
  private final Map<Integer, Map<String, String>> keyBySpellingByLength = new HashMap<>();
  private int at;

  JsonIds(CorrelationKeys keys) {
    for (String name : keys.names()) {
      for (String spelling : keys.spellingsOf(name)) {
        keyBySpellingByLength
            .computeIfAbsent(spelling.length(), length -> new HashMap<>())
            .put(spelling, name);
      }
    }
  }

  void read(byte[] json, int from, int to, RowWriter rows) {
    at = from + 1;
    while (seek(json, to, (byte) '"')) {
      int keyFrom = at;
      int keyTo = endOfString(json, to);
      if (keyTo < 0 || !seek(json, to, (byte) ':')) {
        return;
      }
      skipBlanks(json, to);
      String key = keyOf(json, keyFrom, keyTo);
      int valueFrom = at;
      int valueTo = endOfValue(json, to);
      if (valueTo < 0) {
        return;
      }
      if (key != null) {
        index(key, json, valueFrom, valueTo, rows);
      }
    }
  }

  private static void index(String key, byte[] json, int from, int to, RowWriter rows) {
    byte first = from < to ? json[from] : 0;
    boolean number = (first >= '0' && first <= '9') || first == '-';
    if (first == '"' && to - from > 2) {
      rows.idTerm(key, json, from + 1, to - from - 2);
    } else if (number) {
      rows.idTerm(key, json, from, to - from);
    }
  }

  private @Nullable String keyOf(byte[] json, int from, int to) {
    Map<String, String> spellings = keyBySpellingByLength.get(to - from);
    if (spellings == null) {
      return null;
    }
    String name = new String(json, from, to - from, StandardCharsets.UTF_8);
    return spellings.get(name.toLowerCase(Locale.ROOT));
  }

  /** Moves behind the wanted byte if it is the next one but for blanks and commas. */
  private boolean seek(byte[] json, int to, byte wanted) {
    while (at < to
        && (json[at] == ' ' || json[at] == ',' || json[at] == '\n' || json[at] == '\t')) {
      at++;
    }
    return at < to && json[at++] == wanted;
  }

  private void skipBlanks(byte[] json, int to) {
    while (at < to && (json[at] == ' ' || json[at] == '\n' || json[at] == '\t')) {
      at++;
    }
  }

  /** Moves behind the closing quote; returns where it is, or -1 when there is none. */
  private int endOfString(byte[] json, int to) {
    while (at < to) {
      byte b = json[at++];
      if (b == '\\') {
        at++;
      } else if (b == '"') {
        return at - 1;
      }
    }
    return -1;
  }

  /** Moves behind a value of any kind; returns its end, or -1 when it is cut off. */
  private int endOfValue(byte[] json, int to) {
    int depth = 0;
    while (at < to) {
      byte b = json[at];
      switch (b) {
        case '"' -> {
          at++;
          if (endOfString(json, to) < 0) {
            return -1;
          }
          if (depth == 0) {
            return at;
          }
        }
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          if (depth == 0) {
            return at;
          }
          at++;
          if (--depth == 0) {
            return at;
          }
        }
        case ',', ' ', '\n' -> {
          if (depth == 0) {
            return at;
          }
          at++;
        }
        default -> at++;
      }
    }
    return -1;
  }
}
