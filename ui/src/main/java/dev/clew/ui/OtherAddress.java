package dev.clew.ui;

import dev.clew.ui.shell.Addresses;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that people write and pages do not have. A name with a slash in it has no place in a
 * path that a servlet container takes, so that it goes into a parameter; {@code lib/addresses.ts}
 * writes it so at once.
 */
final class OtherAddress {
  /** A slash, a backslash, a percent sign, a semicolon or a control character, percent-encoded. */
  private static final Pattern AWKWARD =
      Pattern.compile("%(2f|5c|25|3b|[01][0-9a-f]|7f)", Pattern.CASE_INSENSITIVE);

  private OtherAddress() {}

  /**
   * Where the page is.
   *
   * @param path percent-encoded, with the slash at its beginning
   * @param query percent-encoded
   * @return null when it is where it was asked for
   */
  static @Nullable String of(String path, @Nullable String query) {
    String[] segments = path.substring(1).split("/", -1);
    List<String> names = List.of(segments).subList(1, segments.length);
    boolean awkward = AWKWARD.matcher(path).find();
    return switch (segments[0]) {
      case "traces" ->
          names.size() == 1 && !names.getFirst().isEmpty()
              ? join("/trace/" + names.getFirst(), query)
              : null;
      case "services" ->
          names.size() > 1 || awkward ? named("/service", "name", names, query) : null;
      case "c" -> names.size() > 2 || awkward ? correlation(names, query) : null;
      default -> null;
    };
  }

  private static @Nullable String correlation(List<String> names, @Nullable String query) {
    if (names.size() != 2) {
      return named("/c", "id", names, query);
    }
    String key = "key=" + encoded(Addresses.decoded(names.getFirst()));
    return named("/c", "id", names.subList(1, 2), query == null ? key : key + "&" + query);
  }

  private static @Nullable String named(
      String page, String parameter, List<String> names, @Nullable String query) {
    String name = names.stream().map(Addresses::decoded).collect(Collectors.joining("/"));
    return name.isEmpty() ? null : join(page, parameter + "=" + encoded(name), query);
  }

  private static String join(String page, @Nullable String... queries) {
    List<String> parts = new ArrayList<>();
    Stream.of(queries).filter(part -> part != null && !part.isEmpty()).forEach(parts::add);
    return parts.isEmpty() ? page : page + "?" + String.join("&", parts);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }
}
