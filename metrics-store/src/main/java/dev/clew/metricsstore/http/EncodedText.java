package dev.clew.metricsstore.http;

import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.notation.RawText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoded texts of a request that have to be UTF-8. The server replaces what is not, after
 * which a wrong name would only be one that nothing has.
 */
final class EncodedText {
  private EncodedText() {}

  /**
   * Checks the parameters of an address or form.
   *
   * @throws ApiException that names the parameter
   */
  static void check(@Nullable String parameters) {
    if (parameters == null || parameters.indexOf('%') < 0) {
      return;
    }
    for (String pair : parameters.split("&")) {
      int equals = pair.indexOf('=');
      String value = decoded(pair.substring(equals + 1));
      if (!isText(value)) {
        String name = equals < 0 ? "" : decoded(pair.substring(0, equals));
        throw ApiException.parameter(name, "invalid UTF-8 in " + Quoting.quote(value));
      }
    }
  }

  /** What was encoded; a byte that belongs to no character as {@link RawText} keeps it. */
  static String decoded(String encoded) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      int high = c == '%' && i + 2 < encoded.length() ? digit(encoded.charAt(i + 1)) : -1;
      int low = high < 0 ? -1 : digit(encoded.charAt(i + 2));
      if (low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
      }
    }
    return RawText.of(bytes.toByteArray());
  }

  private static int digit(char c) {
    return Character.digit(c, 16);
  }

  /** Whether nothing was wrong with it. */
  static boolean isText(String decoded) {
    return decoded.isEmpty() || RawText.isLabelName(decoded);
  }
}
