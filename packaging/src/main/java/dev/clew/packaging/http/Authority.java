package dev.clew.packaging.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and the port of a {@code Host} header, of HTTP/2's {@code :authority} or of an origin.
 *
 * @param host in lower case, without a dot at the end; an IPv6 address without brackets
 * @param port -1 when none is written
 * @param isAddress whether the host is an IPv4 or IPv6 address
 */
record Authority(String host, int port, boolean isAddress) {
  /** What browsers send: names in their ASCII form and addresses in their usual form, no more. */
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([A-Za-z0-9_.-]{1,254}))(?::([0-9]{1,5}))?");

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}");

  /** Null for what is no authority: user names, blanks, lists, paths, names that are not ASCII. */
  static @Nullable Authority parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    int port = form.group(3) == null ? -1 : Integer.parseInt(form.group(3));
    if (port > 65_535) {
      return null;
    }
    String address = form.group(1);
    if (address != null) {
      return address.contains(":")
          ? new Authority(address.toLowerCase(Locale.ROOT), port, true)
          : null;
    }
    String name = form.group(2).toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    if (name.isEmpty() || name.startsWith(".") || name.endsWith(".") || name.contains("..")) {
      return null;
    }
    return new Authority(name, port, IPV4.matcher(name).matches());
  }

  /** The port, or that of the scheme when none is written. */
  int portOr(String scheme) {
    return port >= 0 ? port : scheme.equals("https") ? 443 : 80;
  }
}
