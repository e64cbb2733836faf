package dev.clew.storage.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a text must hold for a regular expression of RE2's syntax to match. Knows only the common
 * part of the syntax; of all else it says that nothing is known.
 */
public final class RegexLiterals {
  /** Literals of fewer bytes are in nearly every text. */
  private static final int SHORTEST = 3;

  /** Deeper expressions are left to the rows. */
  private static final int DEEPEST = 50;

  /** What is needed. */
  public sealed interface Need {
    /** Whether every text may match. */
    default boolean isNothing() {
      return this instanceof All all && all.of().isEmpty();
    }
  }

  /** These characters, the case of ASCII ones ignored; others are of scripts without case. */
  public record Literal(String text) implements Need {}

  /** All of them; nothing is known when there is none. */
  public record All(List<Need> of) implements Need {}

  /** At least one of them. */
  public record Any(List<Need> of) implements Need {}

  private static final Need NOTHING = new All(List.of());

  private static final class UnknownSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownSyntaxException() {
      super(null, null, false, false);
    }
  }

  private final String expression;
  private int at;
  private int depth;

  private RegexLiterals(String expression) {
    this.expression = expression;
  }

  /**
   * @param expression one that RE2 has accepted
   */
  public static Need of(String expression) {
    RegexLiterals parser = new RegexLiterals(expression);
    try {
      Need need = parser.alternatives();
      return parser.at == expression.length() ? need : NOTHING;
    } catch (UnknownSyntaxException e) {
      return NOTHING;
    }
  }

  /** The longest characters that every matching text holds, or the empty string. */
  static String longest(Need need) {
    return switch (need) {
      case Literal literal -> literal.text();
      case Any any -> "";
      case All all -> {
        String longest = "";
        for (Need part : all.of()) {
          String other = longest(part);
          longest = other.length() > longest.length() ? other : longest;
        }
        yield longest;
      }
    };
  }

  private boolean isEnd() {
    return at == expression.length();
  }

  private char next() {
    if (isEnd()) {
      throw new UnknownSyntaxException();
    }
    return expression.charAt(at++);
  }

  private boolean takeIf(String text) {
    if (!expression.startsWith(text, at)) {
      return false;
    }
    at += text.length();
    return true;
  }

  private Need alternatives() {
    if (++depth > DEEPEST) {
      throw new UnknownSyntaxException();
    }
    List<Need> any = new ArrayList<>();
    any.add(sequence());
    while (takeIf("|")) {
      any.add(sequence());
    }
    depth--;
    if (any.size() == 1) {
      return any.getFirst();
    }
    return any.stream().anyMatch(Need::isNothing) ? NOTHING : new Any(any);
  }

  private Need sequence() {
    List<Need> all = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    while (!isEnd() && expression.charAt(at) != '|' && expression.charAt(at) != ')') {
      char c = next();
      Need group = null;
      int literal = -1;
      switch (c) {
        case '(' -> group = group();
        case '[' -> characterClass();
        case '\\' -> literal = escape();
        case '.', '^', '$', '{' -> {}
        case '*', '+', '?' -> throw new UnknownSyntaxException();
        default -> literal = c < 128 || WordCharacters.isAlone(c) ? c : -1;
      }
      int least = least();
      if (literal >= 0 && least != 0) {
        run.append((char) literal);
      }
      if (literal < 0 || least >= 0) {
        end(run, all);
      }
      if (group != null && least != 0 && !group.isNothing()) {
        all.add(group);
      }
    }
    end(run, all);
    return all.size() == 1 ? all.getFirst() : new All(all);
  }

  private static void end(StringBuilder run, List<Need> all) {
    if (run.toString().getBytes(StandardCharsets.UTF_8).length >= SHORTEST) {
      all.add(new Literal(run.toString()));
    }
    run.setLength(0);
  }

  /** How often, at least, what stands before is repeated; -1 when it is not. */
  private int least() {
    int least = -1;
    if (takeIf("*") || takeIf("?")) {
      least = 0;
    } else if (takeIf("+")) {
      least = 1;
    } else if (expression.startsWith("{", at)) {
      int close = expression.indexOf('}', at);
      String count = close < 0 ? "" : expression.substring(at + 1, close);
      if (!count.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
        return -1;
      }
      at = close + 1;
      int comma = count.indexOf(',');
      least = Integer.parseInt(comma < 0 ? count : count.substring(0, comma));
    }
    if (least >= 0) {
      takeIf("?");
    }
    return least;
  }

  private Need group() {
    if (takeIf("?")) {
      if (takeIf("P<") || takeIf("<")) {
        while (next() != '>') {
          // the group's name
        }
      } else {
        char flag = next();
        while (flag != ':' && flag != ')') {
          if ("imsU-".indexOf(flag) < 0) {
            throw new UnknownSyntaxException();
          }
          flag = next();
        }
        if (flag == ')') {
          return NOTHING;
        }
      }
    }
    Need need = alternatives();
    if (next() != ')') {
      throw new UnknownSyntaxException();
    }
    return need;
  }

  private void characterClass() {
    takeIf("^");
    boolean first = true;
    while (true) {
      if (takeIf("[:")) {
        int close = expression.indexOf(":]", at);
        if (close < 0) {
          throw new UnknownSyntaxException();
        }
        at = close + 2;
      } else {
        char c = next();
        if (c == '\\') {
          escape();
        } else if (c == ']' && !first) {
          return;
        }
      }
      first = false;
    }
  }

  /** The character that an escape stands for, or -1 when it is no ASCII one or one of many. */
  private int escape() {
    char c = next();
    if (c < 128 && !Character.isLetterOrDigit(c)) {
      return c;
    }
    switch (c) {
      case 'd', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'A', 'z', 'n', 't', 'r', 'f', 'v', 'a' -> {}
      case 'p', 'P' -> {
        if (next() == '{') {
          while (next() != '}') {
            // the name of the class
          }
        }
      }
      default -> throw new UnknownSyntaxException();
    }
    return -1;
  }
}
