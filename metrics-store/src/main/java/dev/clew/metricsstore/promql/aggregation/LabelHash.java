package dev.clew.metricsstore.promql.aggregation;

import dev.clew.model.Labels;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Prometheus' hash of a label set: XXH64 (seed 0) over the names and values, each followed by a
 * byte 0xff. Taken over so that {@code limit_ratio} takes the same series.
 */
final class LabelHash {
  private static final long P1 = 0x9E3779B185EBCA87L;
  private static final long P2 = 0xC2B2AE3D27D4EB4FL;
  private static final long P3 = 0x165667B19E3779F9L;
  private static final long P4 = 0x85EBCA77C2B2AE63L;
  private static final long P5 = 0x27D4EB2F165667C5L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private LabelHash() {}

  static long of(Labels labels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    labels
        .asMap()
        .forEach((name, value) -> {
          out.writeBytes(name.getBytes(StandardCharsets.UTF_8));
          out.write(0xff);
          out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
          out.write(0xff);
        });
    return xxh64(out.toByteArray());
  }

  static long xxh64(byte[] data) {
    int at = 0;
    long hash;
    if (data.length >= 32) {
      long a = Long.sum(P1, P2);
      long b = P2;
      long c = 0;
      long d = -P1;
      while (at + 32 <= data.length) {
        a = round(a, (long) LONGS.get(data, at));
        b = round(b, (long) LONGS.get(data, at + 8));
        c = round(c, (long) LONGS.get(data, at + 16));
        d = round(d, (long) LONGS.get(data, at + 24));
        at += 32;
      }
      hash =
          Long.rotateLeft(a, 1)
              + Long.rotateLeft(b, 7)
              + Long.rotateLeft(c, 12)
              + Long.rotateLeft(d, 18);
      for (long lane : new long[] {a, b, c, d}) {
        hash = (hash ^ round(0, lane)) * P1 + P4;
      }
    } else {
      hash = P5;
    }
    return finish(hash + data.length, data, at);
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * P2, 31) * P1;
  }

  private static long finish(long start, byte[] data, int from) {
    long hash = start;
    int at = from;
    for (; at + 8 <= data.length; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, (long) LONGS.get(data, at)), 27) * P1 + P4;
    }
    if (at + 4 <= data.length) {
      long part = (int) INTS.get(data, at) & 0xffffffffL;
      hash = Long.rotateLeft(hash ^ (part * P1), 23) * P2 + P3;
      at += 4;
    }
    for (; at < data.length; at++) {
      hash = Long.rotateLeft(hash ^ ((data[at] & 0xffL) * P5), 11) * P1;
    }
    hash = (hash ^ (hash >>> 33)) * P2;
    hash = (hash ^ (hash >>> 29)) * P3;
    return hash ^ (hash >>> 32);
  }
}
