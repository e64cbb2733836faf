package dev.clew.storage.buffer;

import dev.clew.model.health.Incidents;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a buffer gets from outside besides its settings.
 *
 * @param blockBytes how much of a file the library maps at a time; tests take less, because a file
 *     is as large as that from the beginning, though most of it is not there
 * @param elapsed nanoseconds since any instant, by which it is told that something stands still
 */
record Surroundings(
    InstantSource clock, Incidents incidents, int blockBytes, LongSupplier elapsed) {
  /** An entry must not be larger than a quarter of it. */
  static final int BLOCK_BYTES = 64 << 20;

  Surroundings(InstantSource clock, Incidents incidents, int blockBytes) {
    this(clock, incidents, blockBytes, System::nanoTime);
  }
}
