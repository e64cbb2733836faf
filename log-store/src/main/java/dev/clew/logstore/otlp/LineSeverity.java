package dev.clew.logstore.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.clew.model.Severity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the severity of a log line whose sender gave none
 * (docs/decisions/082-detected-severity.md). It stands on the way of every such record, so it looks
 * at the start of the line only, byte by byte, and makes nothing.
 *
 * <p>What decides, the first that is there:
 *
 * <ol>
 *   <li>a priority of syslog, or the letter that the loggers of Kubernetes begin with;
 *   <li>a key such as {@code level}, in a line that is JSON or begins with a pair of logfmt;
 *   <li>the first word that names a severity, or such a key, whichever comes first.
 * </ol>
 *
 * <p>The words that Loki knows count where it takes them for words of their own. Further names,
 * which are words of everyday language too, count in brackets, in capitals, or with a colon behind.
 * A name that is a key says nothing: {@code "error":null}, {@code error=0}.
 */
final class LineSeverity {
  /** Bytes of a line in which keys are looked for. The level is among the first fields. */
  static final int KEYS_WITHIN = 512;

  /** Bytes in which words are looked for: further on they are what the message is about. */
  static final int WORDS_WITHIN = 256;

  /** How many numbers each severity has. */
  private static final int RANGE = 4;

  /** A colour code begins with it. */
  private static final byte ESCAPE = 0x1b;

  private static final int SHORTEST = 3;
  private static final int LONGEST = 13;

  /**
   * By what is left of a priority divided by eight: emergency, alert, critical, error and so on.
   */
  private static final Severity[] PRIORITIES = {
    Severity.FATAL, Severity.FATAL, Severity.FATAL, Severity.ERROR,
    Severity.WARN, Severity.INFO, Severity.INFO, Severity.DEBUG
  };

  private static final int MOST_PRIORITY = 191;

  /** A byte that may stand before a word; a colon may not, as {@code misc:error} is no level. */
  private static final int BEFORE = 1;

  /** One that may stand behind it. */
  private static final int BEHIND = 2;

  /** A part of a word; so is any byte of a character beyond ASCII. */
  private static final int WORD = 4;

  /** A letter that a name or key begins with. */
  private static final int FIRST = 8;

  private static final int COLOUR = 16;

  /** What each byte may be. */
  private static final byte[] CLASSES = classes();

  /** A name of a severity in lower case. */
  @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
  private record Name(byte[] text, int severity, boolean everywhere) {}

  /** By their first letter. */
  private static final Name[][] NAMES = names();

  private static final byte[][] KEYS = {
    key("level"),
    key("lvl"),
    key("severity"),
    key("severity_text"),
    key("severitytext"),
    key("loglevel"),
    key("log_level"),
    key("levelname")
  };

  private static final byte[] DOTTED_KEY = key("log.level");

  /** Per first letter the lengths of names and keys, a bit each: most words are neither. */
  private static final int[] LENGTHS = lengths();

  private LineSeverity() {}

  private static byte[] key(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] classes() {
    byte[] classes = new byte[256];
    mark(classes, BEFORE, " \t\r\n[({\"'=|<");
    mark(classes, BEHIND, " \t\r\n[](){}:,!\"'=|>\u001b");
    mark(classes, COLOUR, "\u001b");
    mark(classes, FIRST, "acdefilnpstvwACDEFILNPSTVW");
    for (int b = 0; b < classes.length; b++) {
      if (b >= 128 || b == '_' || Character.isLetterOrDigit(b)) {
        classes[b] |= WORD;
      }
    }
    return classes;
  }

  private static void mark(byte[] classes, int as, String text) {
    text.chars().forEach(c -> classes[c] |= (byte) as);
  }

  private static int[] lengths() {
    int[] lengths = new int[26];
    for (Name[] names : NAMES) {
      for (Name name : names) {
        lengths[name.text()[0] - 'a'] |= 1 << name.text().length;
      }
    }
    for (byte[] key : KEYS) {
      lengths[key[0] - 'a'] |= 1 << key.length;
    }
    lengths[DOTTED_KEY[0] - 'a'] |= 1 << DOTTED_KEY.length;
    return lengths;
  }

  private static Name[][] names() {
    List<List<Name>> found = new ArrayList<>();
    for (int i = 0; i < 26; i++) {
      found.add(new ArrayList<>());
    }
    add(found, Severity.TRACE, true, "trace");
    add(found, Severity.DEBUG, true, "debug");
    add(found, Severity.INFO, true, "info");
    add(found, Severity.WARN, true, "warning", "warn");
    add(found, Severity.ERROR, true, "error", "err");
    add(found, Severity.FATAL, true, "critical", "fatal");
    add(found, Severity.TRACE, false, "trc", "verbose", "vrb");
    add(found, Severity.DEBUG, false, "dbg", "dbug");
    add(found, Severity.INFO, false, "inf", "information", "informational", "notice");
    add(found, Severity.WARN, false, "wrn");
    add(found, Severity.ERROR, false, "severe");
    add(found, Severity.FATAL, false, "alert", "crit", "emerg", "emergency", "ftl", "panic");
    return found.stream().map(names -> names.toArray(Name[]::new)).toArray(Name[][]::new);
  }

  private static void add(
      List<List<Name>> to, Severity severity, boolean everywhere, String... names) {
    for (String name : names) {
      to.get(name.charAt(0) - 'a').add(new Name(key(name), severity.lowestNumber(), everywhere));
    }
  }

  /**
   * @return a severity number, 0 when there is nothing to be found
   */
  static int of(byte[] line, int from, int to) {
    int start = from;
    while (start < to && line[start] >= 0 && line[start] <= ' ' && line[start] != ESCAPE) {
      start++;
    }
    int prefixed = prefix(line, start, to);
    if (prefixed > 0 || start >= to) {
      return prefixed;
    }
    boolean json = line[start] == '{';
    boolean keysDecide = json || beginsWithPair(line, start, to);
    int end = Math.min(to, start + KEYS_WITHIN);
    int wordsEnd = Math.min(to, start + WORDS_WITHIN);
    int found = 0;
    boolean begins = true; // whether a word may begin here
    for (int at = start; at < end; at++) {
      int is = CLASSES[line[at] & 0xff];
      if (begins && (is & FIRST) != 0) {
        int wordEnd = wordEnd(line, at, to);
        if ((LENGTHS[(line[at] | 0x20) - 'a'] >> (wordEnd - at) & 1) != 0) {
          int severity = ofKey(line, at, wordEnd, to, json);
          if (severity > 0) {
            return severity;
          }
          if (found == 0 && wordEnd <= wordsEnd) {
            found = ofWord(line, start, at, wordEnd, to);
            if (found > 0 && !keysDecide) {
              return found;
            }
          }
        }
        at = wordEnd - 1;
        begins = false;
      } else if ((is & COLOUR) != 0) {
        at = behindColour(line, at, end) - 1;
        begins = true;
      } else {
        begins = (is & BEFORE) != 0;
      }
    }
    return found;
  }

  /** {@code <34>} of syslog, or {@code E0102 15:04:05} of klog; else 0. */
  private static int prefix(byte[] line, int start, int to) {
    if (start + 2 < to && line[start] == '<') {
      int at = start + 1;
      int priority = 0;
      while (at < to && at < start + 4 && isDigit(line[at])) {
        priority = priority * 10 + line[at++] - '0';
      }
      boolean is = at > start + 1 && at < to && line[at] == '>' && priority <= MOST_PRIORITY;
      return is ? PRIORITIES[priority % 8].lowestNumber() : 0;
    }
    if (start + 8 < to && line[start + 5] == ' ' && line[start + 8] == ':') {
      for (int i = 1; i < 8; i++) {
        if (i != 5 && !isDigit(line[start + i])) {
          return 0;
        }
      }
      return switch (line[start]) {
        case 'I' -> Severity.INFO.lowestNumber();
        case 'W' -> Severity.WARN.lowestNumber();
        case 'E' -> Severity.ERROR.lowestNumber();
        case 'F' -> Severity.FATAL.lowestNumber();
        default -> 0;
      };
    }
    return 0;
  }

  /** Whether the first thing in the line is a key and a sign of equality. */
  private static boolean beginsWithPair(byte[] line, int start, int to) {
    int at = start;
    while (at < to && (isWordPart(line[at]) || line[at] == '.' || line[at] == '-')) {
      at++;
    }
    return at > start && at < to && line[at] == '=';
  }

  private static int behindColour(byte[] line, int at, int end) {
    int behind = at + 1;
    if (behind < end && line[behind] == '[') {
      behind++;
      while (behind < end && !isLetter(line[behind])) {
        behind++;
      }
      behind++;
    }
    return Math.min(behind, end);
  }

  private static int wordEnd(byte[] line, int from, int to) {
    int end = from;
    // What is longer is no word of ours, wherever it ends.
    int most = Math.min(to, from + LONGEST + 1);
    while (end < most && isWordPart(line[end])) {
      end++;
    }
    boolean dotted =
        end < to
            && line[end] == '.'
            && end - from == SHORTEST
            && from + DOTTED_KEY.length <= to
            && isText(line, from, DOTTED_KEY)
            && (from + DOTTED_KEY.length == to || !isWordPart(line[from + DOTTED_KEY.length]));
    return dotted ? from + DOTTED_KEY.length : end;
  }

  /** The severity that stands behind a key, when the word is one; else 0. */
  private static int ofKey(byte[] line, int from, int wordEnd, int to, boolean json) {
    if (!isKey(line, from, wordEnd - from)) {
      return 0;
    }
    int at = wordEnd;
    if (json) {
      boolean quoted = at < to && line[at] == '"';
      at = quoted ? blanks(line, at + 1, to) : at;
      if (!quoted || at >= to || line[at] != ':') {
        return 0;
      }
      at = blanks(line, at + 1, to);
    } else {
      if (at >= to || line[at] != '=') {
        return 0;
      }
      at++;
    }
    if (at < to && line[at] == '"') {
      at++;
    }
    if (at < to && isDigit(line[at])) {
      return ofNumber(line, at, to);
    }
    int end = at;
    while (end < to && end < at + LONGEST + 1 && isWordPart(line[end])) {
      end++;
    }
    return named(line, at, end - at);
  }

  private static int blanks(byte[] line, int from, int to) {
    int at = from;
    while (at < to && (line[at] == ' ' || line[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Loggers of Node.js write 10 for trace, and so on in tens up to 60 for fatal. */
  private static int ofNumber(byte[] line, int at, int to) {
    boolean tens =
        line[at] >= '1'
            && line[at] <= '6'
            && at + 1 < to
            && line[at + 1] == '0'
            && (at + 2 == to || !isWordPart(line[at + 2]));
    return tens ? (line[at] - '1') * RANGE + Severity.TRACE.lowestNumber() : 0;
  }

  private static int ofWord(byte[] line, int start, int from, int wordEnd, int to) {
    int behind = wordEnd < to ? line[wordEnd] : ' ';
    Name name = (CLASSES[behind & 0xff] & BEHIND) == 0 ? null : find(line, from, wordEnd - from);
    if (name == null || isKeyOfPair(line, start, from, wordEnd, to)) {
      return 0;
    }
    boolean counts =
        name.everywhere()
            || behind == ':'
            || isBracketed(start < from ? line[from - 1] : ' ', behind)
            || isCapitals(line, from, wordEnd);
    return counts ? name.severity() : 0;
  }

  /** {@code error=} and {@code "error":}, which tell of no error by themselves. */
  private static boolean isKeyOfPair(byte[] line, int start, int from, int wordEnd, int to) {
    if (wordEnd >= to) {
      return false;
    }
    if (line[wordEnd] == '=') {
      return true;
    }
    if (line[wordEnd] != '"' || from == start || line[from - 1] != '"') {
      return false;
    }
    int at = blanks(line, wordEnd + 1, to);
    return at < to && line[at] == ':';
  }

  private static boolean isBracketed(int before, int behind) {
    return (before == '[' && behind == ']')
        || (before == '(' && behind == ')')
        || (before == '<' && behind == '>');
  }

  private static boolean isCapitals(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      if (line[i] < 'A' || line[i] > 'Z') {
        return false;
      }
    }
    return true;
  }

  /** Whether a name is one under which senders give a level, case ignored. */
  static boolean isKey(byte[] bytes, int from, int length) {
    if (length < SHORTEST || length > LONGEST) {
      return false;
    }
    int first = bytes[from] | 0x20;
    if (first != 'l' && first != 's') {
      return false;
    }
    for (byte[] key : KEYS) {
      if (key.length == length && isText(bytes, from, key)) {
        return true;
      }
    }
    return length == DOTTED_KEY.length && isText(bytes, from, DOTTED_KEY);
  }

  /** The number of the severity of that name, case ignored; 0 when it is none. */
  static int named(byte[] bytes, int from, int length) {
    Name name = length < SHORTEST || length > LONGEST ? null : find(bytes, from, length);
    return name == null ? 0 : name.severity();
  }

  private static @Nullable Name find(byte[] bytes, int from, int length) {
    int letter = (bytes[from] | 0x20) - 'a';
    if (letter < 0 || letter >= 26) {
      return null;
    }
    for (Name name : NAMES[letter]) {
      if (name.text().length == length && isText(bytes, from, name.text())) {
        return name;
      }
    }
    return null;
  }

  /** Whether these bytes stand there, in any case; the text is of letters, dots and lines. */
  private static boolean isText(byte[] bytes, int from, byte[] lower) {
    for (int i = 0; i < lower.length; i++) {
      byte b = bytes[from + i];
      if (b != lower[i] && (b < 'A' || b > 'Z' || (b | 0x20) != lower[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(byte b) {
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'z';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static boolean isWordPart(byte b) {
    return (CLASSES[b & 0xff] & WORD) != 0;
  }
}
