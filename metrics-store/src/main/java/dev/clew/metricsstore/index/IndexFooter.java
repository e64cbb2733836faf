package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The footer of an index: its series, where the sections stand, and the label names. */
final class IndexFooter {
  private final long day;
  private final int base;
  private final int count;
  private final long bodyLength;
  private final int bodyCrc;
  private final long[] offsets;
  private final int[] lengths;
  private final List<String> names = new ArrayList<>();
  private final Map<String, Terms> terms = new HashMap<>();
  private final int[] firstTerms;
  private final int termCount;

  /** The values of one label name: ordinals {@code [first, end)}, sorted by UTF-8 bytes. */
  record Terms(int first, int end) {
    int count() {
      return end - first;
    }
  }

  private IndexFooter(ByteReader in, long bodyLength) {
    this.bodyLength = bodyLength;
    day = in.zigzag();
    base = in.varint32();
    count = in.varint32();
    if (base < 0 || count < 0 || count > Integer.MAX_VALUE - base) {
      throw new IndexOutOfBoundsException(count + " series from " + base);
    }
    offsets = new long[IndexFormat.SECTIONS];
    lengths = new int[IndexFormat.SECTIONS];
    long offset = IndexFormat.HEADER_BYTES;
    for (int i = 0; i < IndexFormat.SECTIONS; i++) {
      offsets[i] = offset;
      lengths[i] = in.varint32();
      offset += lengths[i];
      if (lengths[i] < 0 || offset > bodyLength) {
        throw new IndexOutOfBoundsException("section " + i + " of " + lengths[i] + " bytes");
      }
    }
    bodyCrc = in.u32();
    firstTerms = new int[in.count()];
    int ordinal = 0;
    for (int i = 0; i < firstTerms.length; i++) {
      String name = in.text();
      int values = in.varint32();
      if (values < 0 || values > Integer.MAX_VALUE - ordinal) {
        throw new IndexOutOfBoundsException(values + " values of " + name);
      }
      names.add(name);
      terms.put(name, new Terms(ordinal, ordinal + values));
      firstTerms[i] = ordinal;
      ordinal += values;
    }
    termCount = ordinal;
  }

  static IndexFooter read(ByteReader in, long bodyLength) {
    return new IndexFooter(in, bodyLength);
  }

  long day() {
    return day;
  }

  int base() {
    return base;
  }

  int count() {
    return count;
  }

  long bodyLength() {
    return bodyLength;
  }

  int bodyCrc() {
    return bodyCrc;
  }

  long offset(int section) {
    return offsets[section];
  }

  int length(int section) {
    return lengths[section];
  }

  List<String> names() {
    return names;
  }

  @Nullable Terms terms(String name) {
    return terms.get(name);
  }

  /** The terms of all names. */
  Terms allTerms() {
    return new Terms(0, termCount);
  }

  /** Names are numbered in their order; this is the first term of each. */
  int firstTerm(int name) {
    return name < firstTerms.length ? firstTerms[name] : termCount;
  }

  String nameOf(int ordinal) {
    return names.get(nameIndexOf(ordinal));
  }

  /** The place of a term's name among the names. */
  int nameIndexOf(int ordinal) {
    int at = Arrays.binarySearch(firstTerms, ordinal);
    return at >= 0 ? at : -at - 2;
  }
}
