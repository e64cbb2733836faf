package dev.clew.packaging.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names under which the browser's port is reached. A name that anybody can register may point
 * to this machine for a moment (DNS rebinding), and its pages would then be the appliance's own in
 * the eyes of a browser; so only names pass that nobody can register, and those that the
 * configuration knows.
 */
final class AllowedHosts {
  /** Reserved for local use: RFC 6761, RFC 6762, RFC 8375, ICANN's resolution 2024.07.29.06. */
  private static final List<String> LOCAL =
      List.of(".localhost", ".local", ".lan", ".internal", ".home.arpa");

  private final Set<String> names = new HashSet<>();
  private final List<String> suffixes;

  /**
   * @param configured names, or {@code *.example.com} for all below one
   */
  AllowedHosts(List<String> configured) {
    configured.stream().filter(name -> !name.startsWith("*.")).forEach(names::add);
    suffixes =
        configured.stream()
            .filter(name -> name.startsWith("*."))
            .map(name -> name.substring(1))
            .toList();
  }

  boolean allows(Authority host) {
    String name = host.host();
    return host.isAddress()
        || name.indexOf('.') < 0
        || names.contains(name)
        || LOCAL.stream().anyMatch(name::endsWith)
        || suffixes.stream().anyMatch(name::endsWith);
  }
}
