package dev.clew.ui;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How browsers reach the pages.
 *
 * @param url address of the start page, or empty when there is no particular one
 * @param frameAncestors origins that may show pages in a frame
 */
public record PublicSite(String url, List<String> frameAncestors) {

  public PublicSite {
    frameAncestors = List.copyOf(frameAncestors);
  }

  /** No particular address, and no frames. */
  public static PublicSite unknown() {
    return new PublicSite("", List.of());
  }

  /** Whether somebody who asked for this authority did so over TLS, which a proxy ended. */
  boolean isSecure(@Nullable String authority) {
    return authority != null
        && url.startsWith("https://")
        && authority.equalsIgnoreCase(URI.create(url).getAuthority());
  }

  String frames() {
    return frameAncestors.isEmpty() ? "'none'" : String.join(" ", frameAncestors);
  }
}
