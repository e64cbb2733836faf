package dev.clew.storage.buffer;

import java.util.Locale;

/** When appended bytes are forced to the disk. */
enum SyncMode {
  /** When the operating system likes to. */
  NONE,
  /** All that came in within an interval, together. */
  INTERVAL,
  /** Before the answer; appends that wait together share one force. */
  ALWAYS;

  static SyncMode parse(String text) {
    for (SyncMode mode : values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "sync: \"" + text + "\" (expected: none, interval or always)");
  }
}
