package dev.clew.metricsstore.http;

/** Names as they stand in a path: {@code U__} marks a name with escaped characters. */
final class EscapedNames {
  private static final String MARK = "U__";

  private EscapedNames() {}

  /** {@code U__my_2e_label} is {@code my.label}; an underscore is doubled. */
  static String unescaped(String name) {
    if (!name.startsWith(MARK)) {
      return name;
    }
    String body = name.substring(MARK.length());
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < body.length()) {
      char c = body.charAt(i);
      if (c != '_') {
        out.append(c);
        i++;
        continue;
      }
      if (body.startsWith("__", i)) {
        out.append('_');
        i += 2;
        continue;
      }
      int end = body.indexOf('_', i + 1);
      int code = end < 0 ? -1 : code(body.substring(i + 1, end));
      if (code < 0) {
        return name;
      }
      out.appendCodePoint(code);
      i = end + 1;
    }
    return out.toString();
  }

  private static int code(String hexadecimal) {
    try {
      int code = Integer.parseInt(hexadecimal, 16);
      return Character.isValidCodePoint(code) ? code : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
