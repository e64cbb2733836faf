package dev.clew.packaging.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a page comes from, as browsers write it in {@code Origin}.
 *
 * @param scheme {@code http} or {@code https}
 * @param host as in {@link Authority}
 * @param port never absent
 */
record WebOrigin(String scheme, String host, int port) {
  private static final Pattern FORM = Pattern.compile("(?i)(https?)://([^/?#]*)");

  /** Null for what is none of the web's: {@code null}, {@code file://}, extensions, nonsense. */
  static @Nullable WebOrigin parse(String text) {
    Matcher form = FORM.matcher(text);
    Authority authority = form.matches() ? Authority.parse(form.group(2)) : null;
    if (authority == null) {
      return null;
    }
    String scheme = form.group(1).toLowerCase(Locale.ROOT);
    return new WebOrigin(scheme, authority.host(), authority.portOr(scheme));
  }

  /**
   * Whether a page of this origin speaks to the host that it came from. The scheme is the page's:
   * before a proxy that ends TLS, the appliance does not see it.
   */
  boolean isAt(Authority host) {
    return this.host.equals(host.host()) && port == host.portOr(scheme);
  }
}
