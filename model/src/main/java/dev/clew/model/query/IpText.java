package dev.clew.model.query;

/** IP addresses as text. */
public final class IpText {
  /** The longest form: six groups and a dotted IPv4 address. */
  public static final int LONGEST = 45;

  private IpText() {}

  /**
   * Reads an address that fills the slice.
   *
   * @param halves takes the 16 bytes of an IPv6 address; an IPv4 address goes into the second
   * @return 4 or 6, or 0 when it is no address; an IPv4 address mapped into IPv6 is 4
   */
  public static int parse(byte[] bytes, int from, int to, long[] halves) {
    int length = to - from;
    if (length < 2 || length > LONGEST) {
      return 0;
    }
    for (int at = from; at < to; at++) {
      if (bytes[at] == ':') {
        return v6(bytes, from, to, halves);
      }
    }
    long address = v4(bytes, from, to);
    if (address < 0) {
      return 0;
    }
    halves[0] = 0;
    halves[1] = address;
    return 4;
  }

  /** The IPv4 address, or -1. Leading zeros make it none: some read them as octal. */
  private static long v4(byte[] bytes, int from, int to) {
    long address = 0;
    int at = from;
    for (int part = 0; part < 4; part++) {
      int start = at;
      int value = 0;
      while (at < to && at < start + 3 && bytes[at] >= '0' && bytes[at] <= '9') {
        value = value * 10 + bytes[at++] - '0';
      }
      if (at == start || value > 255 || (at > start + 1 && bytes[start] == '0')) {
        return -1;
      }
      address = address << 8 | value;
      if (part < 3 && (at == to || bytes[at++] != '.')) {
        return -1;
      }
    }
    return at == to ? address : -1;
  }

  private static int v6(byte[] bytes, int from, int to, long[] halves) {
    int[] groups = new int[8];
    int count = 0;
    int gap = -1;
    int at = from;
    if (bytes[at] == ':') {
      if (to - at < 2 || bytes[at + 1] != ':') {
        return 0;
      }
      gap = 0;
      at += 2;
    }
    while (at < to) {
      int end = at;
      while (end < to && bytes[end] != ':') {
        end++;
      }
      if (count == 8 || end == at) {
        return 0;
      }
      if (end == to && isDotted(bytes, at, to)) {
        long address = v4(bytes, at, to);
        if (address < 0 || count > 6) {
          return 0;
        }
        groups[count++] = (int) (address >>> 16);
        groups[count++] = (int) address & 0xFFFF;
        break;
      }
      int group = hex(bytes, at, end);
      if (group < 0) {
        return 0;
      }
      groups[count++] = group;
      at = end;
      if (at < to) {
        at++; // the colon
        if (at == to) {
          return 0;
        }
        if (bytes[at] == ':') {
          if (gap >= 0) {
            return 0;
          }
          gap = count;
          at++;
        }
      }
    }
    if (gap < 0 ? count != 8 : count > 7) {
      return 0;
    }
    return assemble(groups, count, gap, halves);
  }

  private static int assemble(int[] groups, int count, int gap, long[] halves) {
    halves[0] = 0;
    halves[1] = 0;
    for (int i = 0; i < count; i++) {
      int place = gap >= 0 && i >= gap ? 8 - count + i : i;
      halves[place >> 2] |= (long) groups[i] << (48 - 16 * (place & 3));
    }
    if (halves[0] == 0 && halves[1] >>> 32 == 0xFFFF) {
      halves[1] &= 0xFFFFFFFFL;
      return 4;
    }
    return 6;
  }

  private static boolean isDotted(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] == '.') {
        return true;
      }
    }
    return false;
  }

  private static int hex(byte[] bytes, int from, int to) {
    if (to - from > 4) {
      return -1;
    }
    int value = 0;
    for (int at = from; at < to; at++) {
      int digit = Character.digit(bytes[at], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
