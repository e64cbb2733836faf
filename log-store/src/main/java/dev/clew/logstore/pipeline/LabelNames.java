package dev.clew.logstore.pipeline;

/** Label names have ASCII letters, digits, underscores and colons, and no digit in front. */
public final class LabelNames {
  private LabelNames() {}

  /** The name with every other character as an underscore. */
  public static String sanitize(String name) {
    String trimmed = name.strip();
    if (isLabelName(trimmed)) {
      return trimmed;
    }
    StringBuilder out = new StringBuilder(trimmed.length() + 1);
    if (!trimmed.isEmpty() && isDigit(trimmed.charAt(0))) {
      out.append('_');
    }
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      out.append(isNameStart(c) || isDigit(c) ? c : '_');
    }
    return out.toString();
  }

  /** Whether it is a label name as it stands. */
  public static boolean isLabelName(String name) {
    if (name.isEmpty() || isDigit(name.charAt(0))) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isNameStart(name.charAt(i)) && !isDigit(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
  }
}
