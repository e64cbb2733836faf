package dev.clew.storage.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Hashes of byte strings. */
public final class Bytes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long SEED = 0x9E3779B97F4A7C15L;
  private static final long STEP = 0xD6E8FEB86659FD93L;

  private Bytes() {}

  /** A 64-bit hash. Part of the index format (terms of long values are hashed): never change it. */
  public static long hash(byte[] bytes, int from, int length) {
    long hash = SEED ^ length * STEP;
    int at = from;
    int end = from + length;
    for (; at + 8 <= end; at += 8) {
      hash = mix(hash ^ (long) LONG.get(bytes, at));
    }
    if (at + 4 <= end) {
      hash = mix(hash ^ ((int) INT.get(bytes, at) & 0xFFFFFFFFL));
      at += 4;
    }
    long tail = 0;
    for (; at < end; at++) {
      tail = (tail << 8) | (bytes[at] & 0xFF);
    }
    return finish(mix(hash ^ tail));
  }

  private static long mix(long value) {
    long product = value * STEP;
    return product ^ product >>> 29;
  }

  private static long finish(long value) {
    long mixed = (value ^ value >>> 32) * SEED;
    return mixed ^ mixed >>> 32;
  }
}
