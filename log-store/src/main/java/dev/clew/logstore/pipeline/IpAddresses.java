package dev.clew.logstore.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads IP addresses without asking any name server. */
final class IpAddresses {
  private IpAddresses() {}

  /** 4 or 16 bytes, or null when the text is no address. */
  static byte @Nullable [] parse(String text) {
    return text.indexOf(':') >= 0 ? v6(text) : v4(text);
  }

  private static byte @Nullable [] v4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = number(parts[i], 10, 3);
      if (value < 0 || value > 255) {
        return null;
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static int number(String text, int radix, int mostDigits) {
    if (text.isEmpty() || text.length() > mostDigits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static byte @Nullable [] v6(String text) {
    int gap = text.indexOf("::");
    if (gap != text.lastIndexOf("::")) {
      return null;
    }
    List<Byte> before = groups(gap < 0 ? text : text.substring(0, gap));
    List<Byte> behind = gap < 0 ? List.of() : groups(text.substring(gap + 2));
    if (before == null || behind == null) {
      return null;
    }
    int known = before.size() + behind.size();
    if (gap < 0 ? known != 16 : known > 14) {
      return null;
    }
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) 0);
    for (int i = 0; i < before.size(); i++) {
      bytes[i] = before.get(i);
    }
    for (int i = 0; i < behind.size(); i++) {
      bytes[16 - behind.size() + i] = behind.get(i);
    }
    return bytes;
  }

  private static @Nullable List<Byte> groups(String text) {
    List<Byte> bytes = new ArrayList<>();
    if (text.isEmpty()) {
      return bytes;
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      byte[] v4 = i == parts.length - 1 && parts[i].indexOf('.') > 0 ? v4(parts[i]) : null;
      if (v4 != null) {
        for (byte b : v4) {
          bytes.add(b);
        }
        continue;
      }
      int value = number(parts[i], 16, 4);
      if (value < 0) {
        return null;
      }
      bytes.add((byte) (value >> 8));
      bytes.add((byte) value);
    }
    return bytes.size() <= 16 ? bytes : null;
  }
}
