package dev.clew.logstore.pipeline;

import dev.clew.model.QueryException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** IP addresses from a first one to a last one, both included: an address, a range or a network. */
public final class IpFilter {
  /** What is longer is no address, however it ends. */
  private static final int LONGEST = 64;

  private final BigInteger first;
  private final BigInteger last;
  private final int bits;

  private IpFilter(BigInteger first, BigInteger last, int bits) {
    this.first = first;
    this.last = last;
    this.bits = bits;
  }

  /**
   * Reads {@code 10.0.0.1}, {@code 10.0.0.1-10.0.0.9}, {@code 10.0.0.0/8} and the same of IPv6.
   *
   * @throws QueryException when it is none of them
   */
  public static IpFilter parse(String text) {
    int dash = text.indexOf('-');
    int slash = text.indexOf('/');
    IpFilter filter;
    if (dash >= 0) {
      filter = range(text.substring(0, dash), text.substring(dash + 1));
    } else if (slash >= 0) {
      filter = network(text.substring(0, slash), text.substring(slash + 1));
    } else {
      filter = range(text, text);
    }
    if (filter == null) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, "invalid ip filter pattern: \"" + text + "\"", -1);
    }
    return filter;
  }

  private static @Nullable IpFilter range(String from, String to) {
    byte[] low = IpAddresses.parse(from.strip());
    byte[] high = IpAddresses.parse(to.strip());
    if (low == null || high == null || low.length != high.length) {
      return null;
    }
    return new IpFilter(new BigInteger(1, low), new BigInteger(1, high), low.length * 8);
  }

  private static @Nullable IpFilter network(String address, String prefix) {
    byte[] base = IpAddresses.parse(address.strip());
    if (base == null || !prefix.matches("[0-9]{1,3}")) {
      return null;
    }
    int bits = base.length * 8;
    int kept = Integer.parseInt(prefix);
    if (kept > bits) {
      return null;
    }
    BigInteger hosts = BigInteger.ONE.shiftLeft(bits - kept).subtract(BigInteger.ONE);
    BigInteger low = new BigInteger(1, base).andNot(hosts);
    return new IpFilter(low, low.or(hosts), bits);
  }

  private boolean holds(byte[] address) {
    if (address.length * 8 != bits) {
      return false;
    }
    BigInteger value = new BigInteger(1, address);
    return value.compareTo(first) >= 0 && value.compareTo(last) <= 0;
  }

  /**
   * Whether the text holds an address of these. It may stand between any characters that are no
   * part of one.
   */
  public boolean isIn(String text) {
    int length = text.length();
    for (int at = 0; at < length; at++) {
      boolean v4 = beginsV4(text, at);
      if (v4 || beginsV6(text, at)) {
        int end = at;
        while (end < length && isPart(text.charAt(end), v4)) {
          end++;
        }
        byte[] bytes = end - at > LONGEST ? null : IpAddresses.parse(without(text, at, end));
        if (bytes != null && holds(bytes)) {
          return true;
        }
        at = end;
      }
    }
    return false;
  }

  /** A digit with a dot behind it, or behind one or two more characters. */
  private static boolean beginsV4(String text, int at) {
    if (!isDigit(text.charAt(at))) {
      return false;
    }
    for (int i = at + 1; i < Math.min(text.length(), at + 4); i++) {
      if (text.charAt(i) == '.') {
        return true;
      }
    }
    return false;
  }

  /** Two colons, or up to four hexadecimal digits and a colon. */
  private static boolean beginsV6(String text, int at) {
    int i = at;
    while (i < Math.min(text.length(), at + 4) && isHex(text.charAt(i))) {
      i++;
    }
    return text.startsWith(i == at ? "::" : ":", i);
  }

  /** Without the dot of a sentence or the colon that ends it. */
  private static String without(String text, int from, int to) {
    int end = to;
    while (end > from && text.charAt(end - 1) == '.') {
      end--;
    }
    if (end - from > 1 && text.charAt(end - 1) == ':' && text.charAt(end - 2) != ':') {
      end--;
    }
    return text.substring(from, end);
  }

  private static boolean isPart(char c, boolean v4) {
    return c == '.' || (v4 ? isDigit(c) : c == ':' || isHex(c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
