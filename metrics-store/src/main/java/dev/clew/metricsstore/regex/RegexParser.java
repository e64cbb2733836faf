package dev.clew.metricsstore.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses RE2 syntax (github.com/google/re2/wiki/Syntax) as PromQL uses it: the whole value must
 * match, and {@code .} matches newlines. The text has passed RE2's own compiler before, so only
 * what is right needs to be understood here. What no automaton can decide or what is rare (word
 * boundaries, anchors in the middle, Unicode classes, folding of letters beyond ASCII) is answered
 * with null, and RE2 itself does the work.
 */
final class RegexParser {
  /** RE2 takes no larger ones. */
  private static final int MAX_COUNT = 1000;

  /** RE2 nests no deeper. */
  private static final int MAX_DEPTH = 1000;

  private final String text;
  private final RegexEscapes escapes;
  private int position;
  private int depth;
  private boolean ignoreCase;
  private boolean dotMatchesNewline = true;

  /** Says that RE2 itself has to do it. */
  static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unsupported(String what) {
      super(what, null, false, false);
    }
  }

  private RegexParser(String text) {
    this.text = text;
    escapes = new RegexEscapes(text);
  }

  static @Nullable RegexNode parse(String text) {
    RegexParser parser = new RegexParser(text);
    try {
      RegexNode node = parser.choice();
      return parser.position == text.length() ? node : null;
    } catch (Unsupported | StringIndexOutOfBoundsException | NumberFormatException e) {
      return null;
    }
  }

  private boolean atEnd() {
    return position >= text.length();
  }

  private boolean takes(String token) {
    if (text.startsWith(token, position)) {
      position += token.length();
      return true;
    }
    return false;
  }

  private RegexNode choice() {
    List<RegexNode> branches = new ArrayList<>();
    do {
      branches.add(sequence());
    } while (takes("|"));
    return branches.size() == 1 ? branches.getFirst() : new RegexNode.Choice(branches);
  }

  private RegexNode sequence() {
    List<RegexNode> parts = new ArrayList<>();
    int start = position;
    while (!atEnd() && text.charAt(position) != '|' && text.charAt(position) != ')') {
      if (anchor(position == start)) {
        continue;
      }
      if (takes("\\Q")) {
        quoted(parts);
      } else {
        RegexNode atom = atom();
        if (atom != null) {
          parts.add(repeated(atom));
        }
      }
    }
    return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
  }

  /** At both ends of the whole text an anchor says nothing new. */
  private boolean anchor(boolean first) {
    if (takes("^") || takes("\\A")) {
      if (!first || depth > 0) {
        throw new Unsupported("anchor");
      }
      return true;
    }
    if (takes("$") || takes("\\z")) {
      boolean last = atEnd() || text.charAt(position) == '|';
      if (!last || depth > 0) {
        throw new Unsupported("anchor");
      }
      return true;
    }
    return false;
  }

  private void quoted(List<RegexNode> parts) {
    int end = text.indexOf("\\E", position);
    String literal = text.substring(position, end < 0 ? text.length() : end);
    position = end < 0 ? text.length() : end + 2;
    literal.codePoints().forEach(c -> parts.add(oneOf(CodePoints.of(c, c))));
    if (!atEnd() && "*+?{".indexOf(text.charAt(position)) >= 0) {
      throw new Unsupported("repeated quotation");
    }
  }

  /** Null for a group that only sets flags. */
  private @Nullable RegexNode atom() {
    int c = text.codePointAt(position);
    if (c == '(') {
      return group();
    }
    if (c == '[') {
      position++;
      return oneOf(characterClass());
    }
    if (c == '\\') {
      position++;
      CodePoints set = escapes.read(position);
      position = escapes.end();
      return oneOf(set);
    }
    position += Character.charCount(c);
    if (c == '.') {
      CodePoints all = CodePoints.all();
      return new RegexNode.OneOf(dotMatchesNewline ? all : CodePoints.of('\n', '\n').complement());
    }
    return oneOf(CodePoints.of(c, c));
  }

  private RegexNode oneOf(CodePoints set) {
    if (!ignoreCase) {
      return new RegexNode.OneOf(set);
    }
    if (!set.isAscii()) {
      throw new Unsupported("folding beyond ASCII");
    }
    return new RegexNode.OneOf(set.withBothCases());
  }

  private @Nullable RegexNode group() {
    position++;
    boolean outerIgnoreCase = ignoreCase;
    boolean outerDot = dotMatchesNewline;
    if (takes("?P<") || takes("?<")) {
      int end = text.indexOf('>', position);
      if (end < 0) {
        throw new Unsupported("open name");
      }
      position = end + 1;
    } else if (takes("?") && flags()) {
      return null;
    }
    if (++depth > MAX_DEPTH) {
      throw new Unsupported("deep nesting");
    }
    RegexNode node = choice();
    depth--;
    if (!takes(")")) {
      throw new Unsupported("open group");
    }
    ignoreCase = outerIgnoreCase;
    dotMatchesNewline = outerDot;
    return node;
  }

  /** Reads flags up to the colon or parenthesis; true when the group ends there. */
  private boolean flags() {
    boolean on = true;
    while (true) {
      char flag = text.charAt(position++);
      switch (flag) {
        case '-' -> on = false;
        case 'i' -> ignoreCase = on;
        case 's' -> dotMatchesNewline = on;
        case 'U' -> {} // which match is preferred does not matter
        case ':' -> {
          return false;
        }
        case ')' -> {
          return true;
        }
        default -> throw new Unsupported("flag " + flag);
      }
    }
  }

  private RegexNode repeated(RegexNode atom) {
    RegexNode node = atom;
    while (!atEnd()) {
      int least;
      int most;
      if (takes("*")) {
        least = 0;
        most = -1;
      } else if (takes("+")) {
        least = 1;
        most = -1;
      } else if (takes("?")) {
        least = 0;
        most = 1;
      } else if (text.charAt(position) == '{' && countEnd() > 0) {
        int end = countEnd();
        String[] counts = text.substring(position + 1, end).split(",", -1);
        least = Integer.parseInt(counts[0]);
        most = counts.length == 1 ? least : counts[1].isEmpty() ? -1 : Integer.parseInt(counts[1]);
        position = end + 1;
        if (Math.max(least, most) > MAX_COUNT) {
          throw new Unsupported("large count");
        }
      } else {
        break;
      }
      takes("?"); // lazy or not does not matter
      node = new RegexNode.Repeat(node, least, most);
    }
    return node;
  }

  /** Where a count such as {@code {2,3}} ends; 0 when the brace stands for itself. */
  private int countEnd() {
    int i = numberEnd(position + 1);
    if (i == position + 1) {
      return 0;
    }
    if (i < text.length() && text.charAt(i) == ',') {
      int second = i + 1;
      boolean open = second < text.length() && text.charAt(second) == '}';
      i = open ? second : numberEnd(second);
      if (!open && i == second) {
        return 0;
      }
    }
    return i < text.length() && text.charAt(i) == '}' ? i : 0;
  }

  /**
   * RE2's numbers are ASCII and do not begin with a needless zero; the start when there is none.
   */
  private int numberEnd(int start) {
    int i = start;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i > start + 1 && text.charAt(start) == '0' ? start : i;
  }

  private CodePoints characterClass() {
    boolean negated = takes("^");
    CodePoints set = new CodePoints();
    boolean first = true;
    while (first || text.charAt(position) != ']') {
      first = false;
      if (text.startsWith("[:", position)) {
        int end = text.indexOf(":]", position);
        set.addAll(RegexEscapes.posix(text.substring(position + 2, end)));
        position = end + 2;
        continue;
      }
      CodePoints item = classItem();
      boolean range =
          text.charAt(position) == '-' && text.charAt(position + 1) != ']' && item.size() == 1;
      if (range) {
        position++;
        CodePoints last = classItem();
        item.forEachRange((low, x) -> last.forEachRange((y, high) -> set.add(low, high)));
      } else {
        set.addAll(item);
      }
    }
    position++;
    if (ignoreCase && !set.isAscii()) {
      throw new Unsupported("folding beyond ASCII");
    }
    CodePoints folded = ignoreCase ? set.withBothCases() : set;
    if (!negated) {
      return folded;
    }
    if (ignoreCase) {
      throw new Unsupported("folding of a negated class");
    }
    return folded.complement();
  }

  private CodePoints classItem() {
    int c = text.codePointAt(position);
    position += Character.charCount(c);
    if (c != '\\') {
      return CodePoints.of(c, c);
    }
    CodePoints set = escapes.read(position);
    position = escapes.end();
    return set;
  }
}
