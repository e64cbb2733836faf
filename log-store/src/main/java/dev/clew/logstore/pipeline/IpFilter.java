package dev.clew.logstore.pipeline;

import dev.clew.model.QueryException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** IP addresses from a first one to a last one, both included: an address, a range or a network. */
public final class IpFilter {
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

  /** Whether the text is an address of these. */
  public boolean matches(String address) {
    byte[] bytes = IpAddresses.parse(address);
    return bytes != null && holds(bytes);
  }

  private boolean holds(byte[] address) {
    if (address.length * 8 != bits) {
      return false;
    }
    BigInteger value = new BigInteger(1, address);
    return value.compareTo(first) >= 0 && value.compareTo(last) <= 0;
  }

  /** Whether the text holds an address of these. */
  public boolean isIn(String text) {
    int at = 0;
    while (at < text.length()) {
      if (!isAddressPart(text.charAt(at))) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && isAddressPart(text.charAt(end))) {
        end++;
      }
      if (end - at >= 2 && end - at <= 64 && anyIn(text.substring(at, end))) {
        return true;
      }
      at = end;
    }
    return false;
  }

  /** An address may end with the dot of a sentence or the colon and number of a port. */
  private boolean anyIn(String part) {
    String word = part;
    while (word.endsWith(".")) {
      word = word.substring(0, word.length() - 1);
    }
    if (word.endsWith(":") && !word.endsWith("::")) {
      word = word.substring(0, word.length() - 1);
    }
    int colon = word.indexOf(':');
    boolean port = bits == 32 && colon > 0;
    byte[] bytes = IpAddresses.parse(port ? word.substring(0, colon) : word);
    return bytes != null && holds(bytes);
  }

  private static boolean isAddressPart(char c) {
    return (c >= '0' && c <= '9')
        || c == '.'
        || c == ':'
        || (c >= 'a' && c <= 'f')
        || (c >= 'A' && c <= 'F');
  }
}
