package dev.clew.storage.text;

import dev.clew.model.query.IpRange;
import dev.clew.model.query.IpText;

/** Finds the IP addresses that are words of a text. */
final class Addresses {
  private Addresses() {}

  /** The text holds an address of the range. */
  static TextPattern within(IpRange range) {
    return range.v4()
        ? (bytes, from, to) -> holds4(bytes, from, to, range)
        : (bytes, from, to) -> holds6(bytes, from, to, range);
  }

  private static boolean holds4(byte[] bytes, int from, int to, IpRange range) {
    long[] halves = new long[2];
    for (int at = from; at < to; at++) {
      if (WordBytes.isDigit(bytes[at]) && WordBytes.startsWord(bytes, from, to, at)) {
        int end = WordBytes.ipEnd(bytes, to, at);
        if (end >= 0 && IpText.parse(bytes, at, end, halves) == 4 && range.contains4(halves[1])) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean holds6(byte[] bytes, int from, int to, IpRange range) {
    long[] halves = new long[2];
    for (int at = from; at < to; at++) {
      if ((bytes[at] == ':' || WordBytes.isHex(bytes[at]))
          && v6(bytes, from, to, at, halves)
          && range.contains6(halves[0], halves[1])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an IPv6 address begins at {@code at}, which stands for no IPv4 one.
   *
   * @param halves takes its bytes
   */
  static boolean v6(byte[] bytes, int from, int to, int at, long[] halves) {
    if (at > from) {
      byte before = bytes[at - 1];
      if (before == ':' || before == '.' || !WordBytes.startsWord(bytes, from, to, at)) {
        return false;
      }
    }
    int end = endOfParts(bytes, at, to);
    int colons = 0;
    for (int i = at; i < end; i++) {
      colons += bytes[i] == ':' ? 1 : 0;
    }
    if (colons < 2 || WordBytes.joinsAt(bytes, end, to)) {
      return false;
    }
    while (end > at && bytes[end - 1] == '.') {
      end--;
    }
    boolean ending = end - at > 1 && bytes[end - 1] == ':' && bytes[end - 2] != ':';
    return IpText.parse(bytes, at, ending ? end - 1 : end, halves) == 6;
  }

  /** Behind what may be of an address that begins at {@code at}; no longer than one may be. */
  static int endOfParts(byte[] bytes, int at, int to) {
    int end = at;
    while (end < to && end - at <= IpText.LONGEST + 1 && isPart(bytes[end])) {
      end++;
    }
    return end;
  }

  private static boolean isPart(byte b) {
    return WordBytes.isHex(b) || b == ':' || b == '.';
  }
}
