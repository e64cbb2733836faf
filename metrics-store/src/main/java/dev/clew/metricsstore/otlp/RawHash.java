package dev.clew.metricsstore.otlp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A 128-bit hash over raw attribute bytes that finds a series without decoding them: two lanes of
 * the multiply-and-fold step of wyhash (github.com/wangyi-fudan/wyhash). Seeded per process, so
 * that a sender cannot prepare collisions; it never reaches the disk.
 */
final class RawHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long SEED_A = RANDOM.nextLong();
  private static final long SEED_B = RANDOM.nextLong();
  private static final long MULTIPLIER_A = RANDOM.nextLong() | 1;
  private static final long MULTIPLIER_B = RANDOM.nextLong() | 1;

  private long a = SEED_A;
  private long b = SEED_B;

  RawHash start() {
    a = SEED_A;
    b = SEED_B;
    return this;
  }

  RawHash startFrom(RawHash other) {
    a = other.a;
    b = other.b;
    return this;
  }

  /** Adds bytes; where one run ends and the next begins is part of the hash. */
  RawHash add(byte[] bytes, int offset, int length) {
    long x = a ^ length;
    long y = b + length;
    int end = offset + length;
    int i = offset;
    for (; end - i >= 8; i += 8) {
      long word = (long) LONG.get(bytes, i);
      x = fold(x ^ word, MULTIPLIER_A) + word;
      y = fold(y + word, MULTIPLIER_B) ^ word;
    }
    if (i < end) {
      long word = tail(bytes, i, end);
      x = fold(x ^ word, MULTIPLIER_A) + word;
      y = fold(y + word, MULTIPLIER_B) ^ word;
    }
    a = x;
    b = y;
    return this;
  }

  RawHash add(long word) {
    a = fold(a ^ word, MULTIPLIER_A) + word;
    b = fold(b + word, MULTIPLIER_B) ^ word;
    return this;
  }

  long high() {
    return fold(a ^ b, MULTIPLIER_B);
  }

  long low() {
    return fold(b + SEED_A, MULTIPLIER_A) ^ a;
  }

  private static long tail(byte[] bytes, int from, int end) {
    long word = 0;
    for (int i = from; i < end; i++) {
      word = (word << 8) | (bytes[i] & 0xff);
    }
    return word;
  }

  private static long fold(long x, long y) {
    return (x * y) ^ Math.unsignedMultiplyHigh(x, y);
  }
}
