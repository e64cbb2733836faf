package dev.clew.metricsstore.index;

import dev.clew.model.Labels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The labels of one series as the store keeps them: names and values alternating, sorted by name,
 * none empty, with a hash that stands for them everywhere on disk.
 *
 * <p>The hash is the first half of SHA-256: equal hashes are taken as equal labels without looking,
 * so nobody may be able to construct a collision. It is computed once per new series, never per
 * sample.
 */
public final class LabelSet {
  /** No labels: stands in for a series whose labels are lost. */
  public static final LabelSet NONE = hashed(new String[0]);

  private final String[] pairs;
  private final long hashHigh;
  private final long hashLow;

  private LabelSet(String[] pairs, long hashHigh, long hashLow) {
    this.pairs = pairs;
    this.hashHigh = hashHigh;
    this.hashLow = hashLow;
  }

  private static LabelSet hashed(String[] pairs) {
    ByteBuffer digest = ByteBuffer.wrap(SetDigest.of(pairs));
    return new LabelSet(pairs, digest.getLong(), digest.getLong());
  }

  /** From disk, where order and hash are stored. */
  static LabelSet stored(String[] pairs, long hashHigh, long hashLow) {
    return new LabelSet(pairs, hashHigh, hashLow);
  }

  /** Labels with an empty value are left out. */
  public static LabelSet of(NavigableMap<String, String> labels) {
    String[] pairs = new String[labels.size() * 2];
    int size = 0;
    for (Map.Entry<String, String> entry : labels.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        pairs[size++] = entry.getKey();
        pairs[size++] = entry.getValue();
      }
    }
    return hashed(size == pairs.length ? pairs : Arrays.copyOf(pairs, size));
  }

  /** Whether the hash that was stored is that of the labels. */
  boolean hasItsHash() {
    LabelSet whole = hashed(pairs);
    return whole.hashHigh == hashHigh && whole.hashLow == hashLow;
  }

  public int size() {
    return pairs.length / 2;
  }

  public String name(int i) {
    return pairs[2 * i];
  }

  public String value(int i) {
    return pairs[2 * i + 1];
  }

  /** The value of a label, or the empty string when it is absent. */
  public String value(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return "";
  }

  public long hashHigh() {
    return hashHigh;
  }

  public long hashLow() {
    return hashLow;
  }

  public Labels toLabels() {
    return Labels.ofSorted(pairs);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LabelSet set && Arrays.equals(pairs, set.pairs);
  }

  @Override
  public int hashCode() {
    return (int) hashLow;
  }

  @Override
  public String toString() {
    return toLabels().toString();
  }
}
