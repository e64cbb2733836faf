package dev.clew.benchmarks.corpus;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** Random values; the same seed gives the same ones. */
final class Draw {
  private final SplittableRandom random;

  Draw(long seed) {
    random = new SplittableRandom(seed);
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /** From {@code least} to {@code most}, both inclusive. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  long below(long bound) {
    return random.nextLong(bound);
  }

  double part() {
    return random.nextDouble();
  }

  /** Mostly small, now and then very large: what durations and sizes are like. */
  int skewed(int typical) {
    return (int) Math.min(50_000_000, 1 + typical * Math.exp(random.nextGaussian() * 0.9));
  }

  /** Exponentially distributed around its mean. */
  long gap(double mean) {
    return (long) (-Math.log(1 - random.nextDouble()) * mean);
  }

  <T> T pick(T[] choices) {
    return choices[random.nextInt(choices.length)];
  }

  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits + 16);
    while (text.length() < digits) {
      text.append(HexFormat.of().toHexDigits(random.nextLong()));
    }
    text.setLength(digits);
    return text.toString();
  }

  String uuid() {
    String hex = hex(32);
    return hex.substring(0, 8)
        + '-'
        + hex.substring(8, 12)
        + "-4"
        + hex.substring(13, 16)
        + "-a"
        + hex.substring(17, 20)
        + '-'
        + hex.substring(20);
  }

  ByteString bytes(int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      buffer.putLong(random.nextLong());
    }
    return ByteString.copyFrom(buffer.flip());
  }
}
