package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import java.util.List;

/**
 * What every answer tells the browser, errors and files too: that it is what its type says, that it
 * loads nothing, stands in no frame and is for pages of its own origin. Clew's pages, which do load
 * something, say so themselves in place of this.
 */
final class SecurityHeaders {
  private SecurityHeaders() {}

  /**
   * @param frameAncestors origins that may show pages in a frame
   */
  static HttpHeaders of(List<String> frameAncestors) {
    HttpHeadersBuilder headers = HttpHeaders.builder();
    headers.set(
        "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; " + frames(frameAncestors));
    headers.set("x-content-type-options", "nosniff");
    // Not no-referrer: browsers then write "Origin: null" on a page's own requests.
    headers.set("referrer-policy", "same-origin");
    headers.set("cross-origin-resource-policy", "same-origin");
    headers.set(
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()");
    if (frameAncestors.isEmpty()) {
      headers.set("x-frame-options", "DENY"); // for browsers that know no frame-ancestors
    }
    return headers.build();
  }

  static String frames(List<String> ancestors) {
    return "frame-ancestors " + (ancestors.isEmpty() ? "'none'" : String.join(" ", ancestors));
  }
}
