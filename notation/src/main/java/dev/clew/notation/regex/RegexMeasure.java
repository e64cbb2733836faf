package dev.clew.notation.regex;

import dev.clew.model.query.Nesting;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Measures what an expression would become, from its text alone: one pass, no recursion, nothing
 * built. What is wrong is measured somehow; RE2/J says afterwards what is wrong with it.
 *
 * <p>Counted repetitions are what makes a short text large: {@code ((a{999}){999}){999}} stands for
 * a thousand million instructions. As in RE2, repetitions within each other may make {@value
 * #MOST_REPEATS} copies.
 */
final class RegexMeasure {
  /** RE2's limit, for one repetition and for those within each other. */
  static final int MOST_REPEATS = 1_000;

  /** A character of a text costs a step for each in the worst case, of about 20 ns. */
  static final int MOST_INSTRUCTIONS = 10_000;

  /**
   * Instructions that take no character: RE2/J follows a chain of them by recursion, of at most
   * 5,600 on a thread's usual stack when nothing else is on it.
   */
  static final int MOST_EMPTY = 2_000;

  /** Each brings a table of some hundred ranges, and joining them is quadratic. */
  static final int MOST_UNICODE_CLASSES = 200;

  /**
   * Letters that RE2/J 1.8 compiles for ever where case is ignored: it goes from a letter to its
   * other cases until it comes back to it, by a table of its own and by Java's, which has these
   * nine since Unicode 9. They are forms of other Cyrillic letters, none of which leads back.
   */
  private static final int FIRST_ENDLESS = 0x1C80;

  private static final int LAST_ENDLESS = 0x1C88;

  /** A class of all letters that have cases is not gone through letter by letter. */
  private static final int FIRST_WITH_CASES = 0x41;

  private static final int LAST_WITH_CASES = 0x1044F;

  private static final long HUGE = 1L << 40;

  /**
   * A part of the expression.
   *
   * @param size instructions
   * @param empty those of them that take no character
   * @param repeats greatest product of counts within each other
   */
  private record Part(long size, long empty, long repeats) {
    static final Part NONE = new Part(0, 0, 1);
    static final Part CHARACTER = new Part(1, 0, 1);
    static final Part ASSERTION = new Part(1, 1, 1);

    Part then(Part next) {
      return new Part(
          Math.min(HUGE, size + next.size),
          Math.min(HUGE, empty + next.empty),
          Math.max(repeats, next.repeats));
    }

    Part withEmpty(long more) {
      return new Part(Math.min(HUGE, size + more), Math.min(HUGE, empty + more), repeats);
    }

    /** Copies, and a fork for each that may be left out. */
    Part times(long copies, long forks, long count) {
      return new Part(
          Math.min(HUGE, size * copies + forks),
          Math.min(HUGE, empty * copies + forks),
          Math.min(HUGE, repeats * Math.max(1, count)));
    }
  }

  /** An open group: its alternatives so far, the sequence so far, and the last part of that. */
  private static final class Group {
    private final int captures;
    private Part alternatives = Part.NONE;
    private Part sequence = Part.NONE;
    private Part last = Part.NONE;

    Group(int captures) {
      this.captures = captures;
    }

    void add(Part part) {
      sequence = sequence.then(last);
      last = part;
    }

    void nextAlternative() {
      alternatives = alternatives.then(sequence).then(last).withEmpty(1);
      sequence = Part.NONE;
      last = Part.NONE;
    }

    Part whole() {
      // An empty expression is an instruction, too.
      return alternatives.then(sequence).then(last).withEmpty(2L * captures + 1);
    }
  }

  private final String text;
  private final Deque<Group> groups = new ArrayDeque<>();
  private int at;
  private int unicodeClasses;

  /** Whether case is ignored somewhere in what was read, or may be. */
  private boolean ignoresCase;

  private RegexMeasure(String text, boolean ignoresCase) {
    this.text = text;
    this.ignoresCase = ignoresCase;
  }

  /**
   * @throws RegexException when a limit is broken
   */
  static void check(String expression, boolean ignoresCase) {
    Part _ = new RegexMeasure(expression, ignoresCase).measure();
  }

  /** At least as many as RE2/J will make. */
  static long instructions(String expression) {
    return new RegexMeasure(expression, false).measure().size();
  }

  private Part measure() {
    groups.push(new Group(0));
    while (at < text.length()) {
      one();
    }
    while (groups.size() > 1) {
      close();
    }
    Part whole = groups.peek().whole();
    check(whole, 0);
    return whole;
  }

  private void one() {
    Group group = groups.element();
    char c = text.charAt(at);
    switch (c) {
      case '(' -> open();
      case ')' -> {
        at++;
        if (groups.size() > 1) {
          close();
        }
      }
      case '|' -> {
        at++;
        group.nextAlternative();
      }
      case '[' -> {
        characterClass();
        group.add(Part.CHARACTER);
      }
      case '\\' -> escape(group);
      case '^', '$' -> {
        at++;
        group.add(Part.ASSERTION);
      }
      case '*', '+', '?' -> {
        int from = at++;
        lazy();
        repeat(group, group.last.withEmpty(1), from);
      }
      case '{' -> count(group);
      default -> {
        character();
        group.add(Part.CHARACTER);
      }
    }
  }

  /** Passes a character that stands for itself. */
  private void character() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    letters(c, c);
  }

  private void letters(int first, int last) {
    boolean all = first <= FIRST_WITH_CASES && last >= LAST_WITH_CASES;
    if (ignoresCase && first <= LAST_ENDLESS && last >= FIRST_ENDLESS && !all) {
      String shown = GuardedRegex.shown(text);
      throw new RegexException(
          "U+1C80 to U+1C88 where case is ignored (expected: other letters, or (?-i) and them)",
          shown,
          at);
    }
  }

  private void lazy() {
    if (at < text.length() && text.charAt(at) == '?') {
      at++;
    }
  }

  private void open() {
    int from = at++;
    int captures = 1;
    if (at < text.length() && text.charAt(at) == '?') {
      int name = text.startsWith("?P<", at) ? 3 : text.startsWith("?<", at) ? 2 : 0;
      if (name > 0) {
        int end = text.indexOf('>', at + name);
        at = end < 0 ? text.length() : end + 1;
      } else {
        int flags = at;
        at = flagsEnd(at + 1);
        ignoresCase |= text.substring(flags, at).split("-", 2)[0].indexOf('i') >= 0;
        if (at <= text.length() && text.charAt(at - 1) == ')') {
          return;
        }
        captures = 0;
      }
    }
    if (groups.size() > Nesting.MOST) {
      throw new RegexException(Nesting.message(), GuardedRegex.shown(text.substring(from)), from);
    }
    groups.push(new Group(captures));
  }

  private int flagsEnd(int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != ':' && text.charAt(end) != ')') {
      end++;
    }
    return Math.min(text.length(), end + 1);
  }

  private void close() {
    Part whole = groups.pop().whole();
    groups.element().add(whole);
  }

  private void escape(Group group) {
    if (text.startsWith("\\Q", at)) {
      int end = text.indexOf("\\E", at + 2);
      int to = end < 0 ? text.length() : end;
      at += 2;
      while (at < to) {
        character();
        group.add(Part.CHARACTER);
      }
      at = end < 0 ? text.length() : end + 2;
      return;
    }
    boolean assertion = at + 1 < text.length() && "bBAz".indexOf(text.charAt(at + 1)) >= 0;
    int c = escaped();
    letters(c, c);
    group.add(assertion ? Part.ASSERTION : Part.CHARACTER);
  }

  /**
   * Passes an escape; a digit or brace too few or too many does not matter.
   *
   * @return the character that it stands for; -1 for a control character and what is no character
   */
  private int escaped() {
    int from = at++;
    if (at == text.length()) {
      return -1;
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    if (c >= '0' && c <= '7') {
      return digits(8, Math.min(at + 2, text.length()), c - '0');
    }
    boolean unicode = c == 'p' || c == 'P';
    if (unicode && ++unicodeClasses > MOST_UNICODE_CLASSES) {
      throw tooLarge(
          "more than " + MOST_UNICODE_CLASSES + " Unicode classes (expected: fewer)", from);
    }
    if ((unicode || c == 'x') && at < text.length() && text.charAt(at) == '{') {
      int end = text.indexOf('}', at++);
      int hexadecimal = unicode || end < 0 ? -1 : digits(16, end, 0);
      at = end < 0 ? text.length() : end + 1;
      return hexadecimal;
    } else if (c == 'x') {
      return digits(16, Math.min(at + 2, text.length()), 0);
    } else if (unicode && at < text.length()) {
      at += Character.charCount(text.codePointAt(at));
    }
    return Character.isLetter(c) && c < 0x80 ? -1 : c;
  }

  /** Passes digits as far as an offset; what a number begins with goes before them. */
  private int digits(int radix, int end, int begin) {
    int number = begin;
    while (at < end && number <= Character.MAX_CODE_POINT) {
      int digit = Character.digit(text.charAt(at), radix);
      if (digit < 0) {
        break;
      }
      number = number * radix + digit;
      at++;
    }
    return number;
  }

  private void characterClass() {
    at++;
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    for (boolean first = true; at < text.length(); first = false) {
      if (text.charAt(at) == ']' && !first) {
        at++;
        return;
      }
      if (text.startsWith("[:", at) && text.indexOf(":]", at + 2) > 0) {
        at = text.indexOf(":]", at + 2) + 2;
        continue;
      }
      int low = inClass();
      boolean range =
          at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']';
      if (!range) {
        letters(low, low);
        continue;
      }
      at++;
      letters(Math.max(0, low), inClass());
    }
  }

  /** Passes a character of a class, and returns it as {@link #escaped} does. */
  private int inClass() {
    if (text.charAt(at) == '\\') {
      return escaped();
    }
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    return c;
  }

  /** {@code {n}}, {@code {n,}} or {@code {n,m}}; any other brace stands for itself. */
  private void count(Group group) {
    int from = at++;
    long least = number();
    long most = least;
    if (least >= 0 && at < text.length() && text.charAt(at) == ',') {
      at++;
      boolean open = at < text.length() && text.charAt(at) == '}';
      most = open ? -1 : number();
      least = open || most >= 0 ? least : -1;
    }
    if (least < 0 || at >= text.length() || text.charAt(at) != '}') {
      at = from + 1;
      group.add(Part.CHARACTER);
      return;
    }
    at++;
    lazy();
    if (Math.max(least, most) > MOST_REPEATS) {
      return; // RE2/J's own limit and words
    }
    Part last = group.last;
    if (most < 0) {
      repeat(group, last.times(Math.max(1, least), 1, least), from);
    } else {
      // The copy that is always there, when none need be, would be left out: it does no harm.
      repeat(group, last.times(Math.max(1, most), Math.max(0, most - least), most), from);
    }
  }

  /** Digits; -1 when there are none. */
  private long number() {
    int from = at;
    long number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      number = Math.min(MOST_REPEATS + 1L, number * 10 + text.charAt(at) - '0');
      at++;
    }
    // A number with a needless zero is none: the braces stand for themselves.
    boolean needless = at > from + 1 && text.charAt(from) == '0';
    return at == from || needless ? -1 : number;
  }

  private void repeat(Group group, Part repeated, int from) {
    if (repeated.repeats() > MOST_REPEATS) {
      throw tooLarge(
          "repetitions within each other: "
              + (repeated.repeats() == HUGE ? "too many" : repeated.repeats())
              + " (expected: at most "
              + MOST_REPEATS
              + ")",
          from);
    }
    check(repeated, from);
    group.last = repeated;
  }

  private void check(Part part, int from) {
    if (part.size() > MOST_INSTRUCTIONS) {
      throw tooLarge(
          part.size() + " instructions (expected: at most " + MOST_INSTRUCTIONS + ")", from);
    }
    if (part.empty() > MOST_EMPTY) {
      throw tooLarge(
          part.empty()
              + " alternatives, groups and optional parts (expected: at most "
              + MOST_EMPTY
              + ")",
          from);
    }
  }

  private RegexException tooLarge(String what, int position) {
    return GuardedRegex.tooLarge(text, what, position);
  }
}
