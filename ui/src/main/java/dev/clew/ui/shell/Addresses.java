package dev.clew.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the address of a page names. Names are anybody's: one that no path can hold is in a
 * parameter ({@code lib/addresses.ts}).
 */
public final class Addresses {
  private Addresses() {}

  /**
   * The name in the path, else in the query, else empty.
   *
   * @param segment the route's parameter
   * @param parameter of the query
   */
  public static String name(BeforeEnterEvent event, String segment, String parameter) {
    return event
        .getRouteParameters()
        .get(segment)
        .map(Addresses::decoded)
        .orElseGet(() ->
            event
                .getLocation()
                .getQueryParameters()
                .getParameters()
                .getOrDefault(parameter, List.of(""))
                .getFirst());
  }

  /** A segment of a path, in which a plus sign stands for itself. */
  public static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment; // typed by hand, with a percent sign of its own
    }
  }
}
