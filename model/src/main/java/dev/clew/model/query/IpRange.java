package dev.clew.model.query;

import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses in CIDR notation: {@code 10.0.0.0/8}, {@code 2001:db8::/32}. An IPv6
 * address that stands for an IPv4 one ({@code ::ffff:10.0.0.1}) counts as that.
 *
 * @param v4 whether it is one of IPv4 addresses
 * @param high the upper half of the first address; 0 for IPv4
 * @param low the lower half of the first address, or the IPv4 address
 * @param bits how many leading bits all addresses share
 */
public record IpRange(boolean v4, long high, long low, int bits) {
  public IpRange {
    if (bits < 0 || bits > (v4 ? 32 : 128)) {
      throw new IllegalArgumentException(
          "prefix length: " + bits + " (expected: 0 to " + (v4 ? 32 : 128) + ")");
    }
    if (v4) {
      high = 0;
      low &= bits == 0 ? 0 : 0xFFFFFFFFL << (32 - bits) & 0xFFFFFFFFL;
    } else {
      high &= mask(Math.min(bits, 64));
      low &= mask(Math.max(bits - 64, 0));
    }
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  /** Reads an address, or an address with a prefix length; null when it is neither. */
  public static @Nullable IpRange parse(String text) {
    int slash = text.indexOf('/');
    IpRange address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null || slash < 0) {
      return address;
    }
    String length = text.substring(slash + 1);
    if (length.isEmpty()
        || length.length() > 3
        || !length.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    int bits = Integer.parseInt(length);
    return bits > address.bits ? null : new IpRange(address.v4, address.high, address.low, bits);
  }

  /** The range of one address, or null. */
  private static @Nullable IpRange address(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    if (bytes.length != text.length()) {
      return null;
    }
    long[] halves = new long[2];
    return switch (IpText.parse(bytes, 0, bytes.length, halves)) {
      case 4 -> new IpRange(true, 0, halves[1], 32);
      case 6 -> new IpRange(false, halves[0], halves[1], 128);
      default -> null;
    };
  }

  /** Whether an IPv4 address is in the range. */
  public boolean contains4(long address) {
    return v4 && (bits == 0 || (address ^ low) >>> (32 - bits) == 0);
  }

  /** Whether an IPv6 address is in the range. */
  public boolean contains6(long addressHigh, long addressLow) {
    return !v4
        && ((addressHigh ^ high) & mask(Math.min(bits, 64))) == 0
        && ((addressLow ^ low) & mask(Math.max(bits - 64, 0))) == 0;
  }

  /** Whether it is one single address. */
  public boolean isSingle() {
    return bits == (v4 ? 32 : 128);
  }

  /** Canonical, always with the prefix length. */
  @Override
  public String toString() {
    return addressText() + "/" + bits;
  }

  /** The first address. */
  public String addressText() {
    StringBuilder out = new StringBuilder();
    if (v4) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.append(low >>> shift & 255).append(shift == 0 ? "" : ".");
      }
      return out.toString();
    }
    for (int group = 0; group < 8; group++) {
      long half = group < 4 ? high : low;
      out.append(group == 0 ? "" : ":")
          .append(Long.toHexString(half >>> (48 - 16 * (group & 3)) & 0xFFFF));
    }
    return out.toString();
  }
}
