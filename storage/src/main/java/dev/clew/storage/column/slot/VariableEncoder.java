package dev.clew.storage.column.slot;

import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.bytes.Bytes;
import java.util.Arrays;

/**
 * Writes the variables of one place of a template as what they are: numbers, hexadecimal digits,
 * UUIDs, addresses, a dictionary or texts. Only what prints back to the same bytes is taken for
 * anything but text.
 */
public final class VariableEncoder {
  static final int NUMBER = 0;
  static final int PADDED = 1;
  static final int DIGITS = 2;
  static final int HEX = 3;
  static final int HEX_UPPER = 4;
  static final int UUID = 5;
  static final int UUID_UPPER = 6;
  static final int IP = 7;
  static final int DICTIONARY = 8;
  static final int TEXT = 9;

  /** Longer numbers do not fit into a long with a digit before them. */
  static final int MOST_DIGITS = 17;

  private static final int UUID_LENGTH = 36;

  /** After so many values a dictionary that does not repeat is given up. */
  private static final int TRIAL = 64;

  private final VariableNumbers.Streams to;
  private byte[] bytes = {};
  private int[] starts = new int[256];
  private int[] ends = new int[256];
  private int count;
  private long[] numbers = new long[256];
  private int[] table = new int[256];
  private int[] firstOf = new int[256];
  private int distinct;
  private int shortest;
  private int longest;
  private int prefix;
  private int suffix;

  public VariableEncoder(VariableNumbers.Streams to) {
    this.to = to;
  }

  /** Begins a slot. */
  public void reset(byte[] source, int most) {
    bytes = source;
    count = 0;
    if (starts.length < most) {
      starts = new int[most];
      ends = new int[most];
      numbers = new long[most];
      firstOf = new int[most];
    }
  }

  public void add(int start, int end) {
    starts[count] = start;
    ends[count++] = end;
  }

  public void write() {
    measure();
    if (!isDictionary(false)) {
      int kind = kindOf();
      switch (kind) {
        case NUMBER, PADDED, DIGITS -> {
          if (!dictionaryIsSmaller()) {
            number(kind);
            return;
          }
        }
        case HEX, HEX_UPPER -> {
          if (!isDictionary(true)) {
            hex(kind);
            return;
          }
        }
        case UUID, UUID_UPPER -> {
          if (!isDictionary(true)) {
            uuid(kind);
            return;
          }
        }
        case IP -> {
          if (!dictionaryIsSmaller()) {
            ip();
            return;
          }
        }
        default -> {
          if (!isDictionary(true)) {
            text();
            return;
          }
        }
      }
    }
    dictionary();
  }

  private void measure() {
    shortest = Integer.MAX_VALUE;
    longest = 0;
    for (int i = 0; i < count; i++) {
      int length = ends[i] - starts[i];
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
    }
  }

  private void head(int kind) {
    to.head().u8(kind);
    to.head().varint(shortest);
    to.head().varint(longest - shortest);
  }

  private int kindOf() {
    prefix = 0;
    suffix = 0;
    if (shortest == longest && longest == UUID_LENGTH && bytes[starts[0] + 8] == '-') {
      return allUuids(false) ? UUID : allUuids(true) ? UUID_UPPER : TEXT;
    }
    if (longest <= 15 && parseAddresses()) {
      return IP;
    }
    findAffixes();
    if (longest - prefix - suffix <= MOST_DIGITS) {
      int digits = digits();
      if (digits >= 0) {
        return digits;
      }
    }
    if (shortest == longest && longest >= 2) {
      return allHex(false) ? HEX : allHex(true) ? HEX_UPPER : TEXT;
    }
    return TEXT;
  }

  /** What all values have before their first digit and behind their last one. */
  private void findAffixes() {
    int first = starts[0];
    while (first < ends[0] && !isDigit(bytes[first])) {
      first++;
    }
    int last = ends[0];
    while (last > first && !isDigit(bytes[last - 1])) {
      last--;
    }
    int before = first - starts[0];
    int behind = ends[0] - last;
    if (first == ends[0] || before + behind == 0) {
      return;
    }
    for (int i = 1; i < count; i++) {
      if (ends[i] - starts[i] <= before + behind
          || !Arrays.equals(
              bytes, starts[i], starts[i] + before, bytes, starts[0], starts[0] + before)
          || !Arrays.equals(bytes, ends[i] - behind, ends[i], bytes, last, ends[0])) {
        return;
      }
    }
    prefix = before;
    suffix = behind;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Parses all values into {@link #numbers}; returns how they print, or -1. */
  private int digits() {
    boolean canonical = true;
    int fewest = shortest - prefix - suffix;
    for (int i = 0; i < count; i++) {
      int from = starts[i] + prefix;
      int end = ends[i] - suffix;
      if (from >= end) {
        return -1;
      }
      long value = 0;
      for (int at = from; at < end; at++) {
        int digit = bytes[at] - '0';
        if (digit < 0 || digit > 9) {
          return -1;
        }
        value = value * 10 + digit;
      }
      canonical &= bytes[from] != '0' || end - from == 1;
      numbers[i] = value;
    }
    if (canonical) {
      return NUMBER;
    }
    if (shortest == longest) {
      return fewest <= MOST_DIGITS ? PADDED : -1;
    }
    for (int i = 0; i < count; i++) {
      numbers[i] += POWERS[ends[i] - starts[i] - prefix - suffix];
    }
    return DIGITS;
  }

  static final long[] POWERS = new long[MOST_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private void number(int kind) {
    head(kind);
    to.head().varint(prefix);
    to.head().bytes(bytes, starts[0], prefix);
    to.head().varint(suffix);
    to.head().bytes(bytes, ends[0] - suffix, suffix);
    VariableNumbers.write(to, numbers, count);
  }

  /** Whether a number takes more bits than a reference to one of few different values. */
  private boolean dictionaryIsSmaller() {
    long least = Long.MAX_VALUE;
    long most = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      least = Math.min(least, numbers[i]);
      most = Math.max(most, numbers[i]);
    }
    int bits = 64 - Long.numberOfLeadingZeros(most - least);
    if (bits <= 12) {
      return false;
    }
    long[] kept = Arrays.copyOf(numbers, count);
    if (isDictionary(true)) {
      int referenceBits = 32 - Integer.numberOfLeadingZeros(distinct);
      if ((long) distinct * (longest + 1) * 8 + (long) count * referenceBits
          < (long) count * bits) {
        return true;
      }
    }
    System.arraycopy(kept, 0, numbers, 0, count);
    return false;
  }

  private boolean allHex(boolean upper) {
    for (int i = 0; i < count; i++) {
      if (!isHex(starts[i], ends[i], upper)) {
        return false;
      }
    }
    return true;
  }

  private boolean isHex(int from, int end, boolean upper) {
    int letter = upper ? 'A' : 'a';
    for (int at = from; at < end; at++) {
      byte b = bytes[at];
      if (!isDigit(b) && (b < letter || b > letter + 5)) {
        return false;
      }
    }
    return true;
  }

  private boolean allUuids(boolean upper) {
    for (int i = 0; i < count; i++) {
      int at = starts[i];
      if (bytes[at + 8] != '-'
          || bytes[at + 13] != '-'
          || bytes[at + 18] != '-'
          || bytes[at + 23] != '-'
          || !isHex(at, at + 8, upper)
          || !isHex(at + 9, at + 13, upper)
          || !isHex(at + 14, at + 18, upper)
          || !isHex(at + 19, at + 23, upper)
          || !isHex(at + 24, at + 36, upper)) {
        return false;
      }
    }
    return true;
  }

  private void hex(int kind) {
    head(kind);
    for (int i = 0; i < count; i++) {
      nibbles(starts[i], ends[i]);
    }
  }

  private void uuid(int kind) {
    head(kind);
    for (int i = 0; i < count; i++) {
      int at = starts[i];
      nibbles(at, at + 8);
      nibbles(at + 9, at + 13);
      nibbles(at + 14, at + 18);
      nibbles(at + 19, at + 23);
      nibbles(at + 24, at + 36);
    }
  }

  /** Two digits a byte; an odd one has a byte of its own. */
  private void nibbles(int from, int end) {
    ByteOutput out = to.bits();
    out.reserve((end - from + 1) / 2);
    byte[] target = out.array();
    int length = out.length();
    int at = from;
    for (; at + 1 < end; at += 2) {
      target[length++] = (byte) (nibble(bytes[at]) << 4 | nibble(bytes[at + 1]));
    }
    if (at < end) {
      target[length++] = (byte) nibble(bytes[at]);
    }
    out.advance(length - out.length());
  }

  private static int nibble(byte b) {
    return b <= '9' ? b - '0' : (b & 0x1F) + 9;
  }

  private boolean parseAddresses() {
    for (int i = 0; i < count; i++) {
      long address = 0;
      int at = starts[i];
      for (int part = 0; part < 4; part++) {
        int from = at;
        int value = 0;
        while (at < ends[i] && isDigit(bytes[at]) && at - from < 3) {
          value = value * 10 + bytes[at++] - '0';
        }
        boolean ended = part == 3 ? at == ends[i] : at < ends[i] && bytes[at] == '.';
        if (at == from || !ended || value > 255 || (bytes[from] == '0' && at - from > 1)) {
          return false;
        }
        at++;
        address = address << 8 | value;
      }
      numbers[i] = address;
    }
    return true;
  }

  private void ip() {
    head(IP);
    VariableNumbers.write(to, numbers, count);
  }

  /**
   * Numbers the distinct values, and returns whether they repeat enough.
   *
   * @param many whether more than one distinct value is looked for
   */
  private boolean isDictionary(boolean many) {
    if (!many) {
      for (int i = 1; i < count; i++) {
        if (!Arrays.equals(bytes, starts[i], ends[i], bytes, starts[0], ends[0])) {
          return false;
        }
      }
      distinct = 1;
      firstOf[0] = 0;
      Arrays.fill(numbers, 0, count, 0);
      return true;
    }
    return countDistinct();
  }

  private boolean countDistinct() {
    int length = Integer.highestOneBit(Math.max(64, count)) * 4;
    if (table.length < length) {
      table = new int[length];
    } else {
      Arrays.fill(table, 0);
    }
    int mask = table.length - 1;
    distinct = 0;
    for (int i = 0; i < count; i++) {
      if (i == TRIAL && distinct > TRIAL * 3 / 4) {
        return false;
      }
      int slot = (int) Bytes.hash(bytes, starts[i], ends[i] - starts[i]) & mask;
      int found = -1;
      while (table[slot] != 0) {
        int first = firstOf[table[slot] - 1];
        if (Arrays.equals(bytes, starts[i], ends[i], bytes, starts[first], ends[first])) {
          found = table[slot] - 1;
          break;
        }
        slot = slot + 1 & mask;
      }
      if (found < 0) {
        firstOf[distinct] = i;
        found = distinct++;
        table[slot] = distinct;
      }
      numbers[i] = found;
    }
    return distinct <= count / 2;
  }

  private void dictionary() {
    head(DICTIONARY);
    long mask = 0;
    long[] lengths = new long[distinct];
    for (int i = 0; i < distinct; i++) {
      int value = firstOf[i];
      lengths[i] = (long) ends[value] - starts[value];
      mask |= TextMask.of(bytes, starts[value], ends[value]);
      to.strings().bytes(bytes, starts[value], ends[value] - starts[value]);
    }
    to.head().u64(mask);
    to.head().varint(distinct);
    lengths(lengths, distinct);
    VariableNumbers.write(to, numbers, count);
  }

  private void text() {
    head(TEXT);
    long mask = 0;
    for (int i = 0; i < count; i++) {
      numbers[i] = (long) ends[i] - starts[i];
      mask |= TextMask.of(bytes, starts[i], ends[i]);
      to.strings().bytes(bytes, starts[i], ends[i] - starts[i]);
    }
    to.head().u64(mask);
    lengths(numbers, count);
  }

  private void lengths(long[] lengths, int values) {
    long sum = 0;
    boolean same = true;
    for (int i = 0; i < values; i++) {
      sum += lengths[i];
      same &= lengths[i] == lengths[0];
    }
    VariableNumbers.write(to, lengths, values);
    if (!same) {
      to.head().varint(sum);
    }
  }
}
