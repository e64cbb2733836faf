package dev.clew.logstore.logql.eval;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of the texts that a regular expression matches without running it. Understands
 * the simple expressions that people write; of the others it says nothing.
 */
final class RegexText {
  private static final String SPECIAL = "\\.+*?()[]{}|^$";

  private RegexText() {}

  /** {@code a|b|c}: the texts themselves; null when it is another expression. */
  static @Nullable List<String> alternatives(String expression) {
    String inner =
        expression.startsWith("(?i)") ? expression.substring("(?i)".length()) : expression;
    List<String> found = new ArrayList<>();
    for (String part : inner.split("\\|", -1)) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < part.length(); i++) {
        char c = part.charAt(i);
        if (c == '\\' && i + 1 < part.length() && isEscapedSign(part.charAt(i + 1))) {
          text.append(part.charAt(++i));
        } else if (SPECIAL.indexOf(c) >= 0) {
          return null;
        } else {
          text.append(c);
        }
      }
      found.add(text.toString());
    }
    return found;
  }

  private static boolean isEscapedSign(char c) {
    return c < 128 && !Character.isLetterOrDigit(c) && c > ' ';
  }

  /** Texts that every match holds, whatever their case. */
  static List<String> required(String expression) {
    List<String> found = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    int at = expression.startsWith("(?i)") ? "(?i)".length() : 0;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      boolean escaped =
          c == '\\' && at + 1 < expression.length() && isEscapedSign(expression.charAt(at + 1));
      if (escaped) {
        c = expression.charAt(++at);
      }
      at++;
      if (escaped || SPECIAL.indexOf(c) < 0) {
        run.append(c);
        continue;
      }
      switch (c) {
        case '*', '?', '{' -> {
          // The character before may be missing.
          run.setLength(Math.max(0, run.length() - 1));
          end(run, found);
          at = c == '{' ? expression.indexOf('}', at) + 1 : at;
          if (at == 0) {
            return List.of();
          }
        }
        case '+', '.', '^', '$' -> end(run, found);
        case '[' -> {
          end(run, found);
          int close = expression.indexOf(']', at + 1);
          if (close < 0 || expression.substring(at, close).contains("[")) {
            return List.of();
          }
          at = close + 1;
        }
        case '\\' -> {
          end(run, found);
          if (at < expression.length() && "dDwWsSbB".indexOf(expression.charAt(at)) >= 0) {
            at++;
          } else {
            return List.of();
          }
        }
        default -> {
          // Groups and alternatives are for the expression itself.
          return List.of();
        }
      }
    }
    end(run, found);
    return found;
  }

  private static void end(StringBuilder run, List<String> found) {
    // The case of other letters does not always fold as this code thinks.
    if (run.length() >= 2 && run.chars().allMatch(c -> c < 128)) {
      found.add(run.toString());
    }
    run.setLength(0);
  }
}
