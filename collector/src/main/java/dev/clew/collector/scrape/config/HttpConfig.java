package dev.clew.collector.scrape.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a target is spoken to. Secrets in files are read anew for each request, so that they can be
 * changed.
 *
 * @param authorization null for none
 * @param headers sent along, by name
 */
public record HttpConfig(
    @Nullable Authorization authorization,
    Tls tls,
    boolean followRedirects,
    boolean http2,
    boolean compression,
    Map<String, List<String>> headers) {
  public HttpConfig {
    headers = Map.copyOf(headers);
  }

  /** What goes into the header Authorization. */
  public sealed interface Authorization {
    /** User name and password, each as text or in a file. */
    record Basic(Secret user, Secret password) implements Authorization {}

    /** A type such as Bearer, and credentials. */
    record Credentials(String type, Secret credentials) implements Authorization {}
  }

  /**
   * A text, or a file that holds it.
   *
   * @param file null when the text is given
   */
  public record Secret(String text, @Nullable Path file) {
    @Override
    public String toString() {
      return "<secret>"; // also when the record around it is printed
    }
  }

  /**
   * @param authority certificates that sign the target's; null for those of the system
   * @param certificate our own; null for none
   * @param key of our certificate
   * @param skipVerify whether any certificate is taken
   */
  public record Tls(
      @Nullable Path authority,
      @Nullable Path certificate,
      @Nullable Path key,
      boolean skipVerify) {
    public static final Tls DEFAULT = new Tls(null, null, null, false);
  }
}
