package dev.clew.metricsstore.regex;

import dev.clew.metricsstore.regex.RegexParser.Unsupported;

/** The escapes of RE2 syntax and its POSIX classes. */
final class RegexEscapes {
  private final String text;
  private int end;

  RegexEscapes(String text) {
    this.text = text;
  }

  /** Where the escape that was read last ends. */
  int end() {
    return end;
  }

  /** Reads the escape whose character behind the backslash stands at a position. */
  CodePoints read(int position) {
    int c = text.codePointAt(position);
    end = position + Character.charCount(c);
    return switch (c) {
      case 'd' -> digits();
      case 'D' -> digits().complement();
      case 's' -> space();
      case 'S' -> space().complement();
      case 'w' -> word();
      case 'W' -> word().complement();
      case 'a' -> one(7);
      case 'f' -> one('\f');
      case 't' -> one('\t');
      case 'n' -> one('\n');
      case 'r' -> one('\r');
      case 'v' -> one(11);
      case 'x' -> hexadecimal();
      case '0' -> octal(position);
      default -> {
        if (Character.isLetterOrDigit(c)) {
          throw new Unsupported("escape " + Character.toString(c));
        }
        yield one(c);
      }
    };
  }

  private static CodePoints one(int c) {
    return CodePoints.of(c, c);
  }

  private static CodePoints digits() {
    return CodePoints.of('0', '9');
  }

  private static CodePoints space() {
    return CodePoints.of('\t', '\n', '\f', '\r', ' ', ' ');
  }

  private static CodePoints word() {
    return CodePoints.of('0', '9', 'A', 'Z', 'a', 'z', '_', '_');
  }

  private CodePoints hexadecimal() {
    int start = end;
    if (text.charAt(start) == '{') {
      int close = text.indexOf('}', start);
      end = close + 1;
      return one(Integer.parseInt(text.substring(start + 1, close), 16));
    }
    end = start + 2;
    return one(Integer.parseInt(text.substring(start, end), 16));
  }

  private CodePoints octal(int start) {
    while (end < text.length() && end < start + 3 && Character.digit(text.charAt(end), 8) >= 0) {
      end++;
    }
    return one(Integer.parseInt(text.substring(start, end), 8));
  }

  /** A class such as {@code alpha} or {@code ^alpha}. */
  static CodePoints posix(String name) {
    if (name.startsWith("^")) {
      return posix(name.substring(1)).complement();
    }
    return switch (name) {
      case "alnum" -> CodePoints.of('0', '9', 'A', 'Z', 'a', 'z');
      case "alpha" -> CodePoints.of('A', 'Z', 'a', 'z');
      case "ascii" -> CodePoints.of(0, 0x7f);
      case "blank" -> CodePoints.of('\t', '\t', ' ', ' ');
      case "cntrl" -> CodePoints.of(0, 0x1f, 0x7f, 0x7f);
      case "digit" -> digits();
      case "graph" -> CodePoints.of('!', '~');
      case "lower" -> CodePoints.of('a', 'z');
      case "print" -> CodePoints.of(' ', '~');
      case "punct" -> CodePoints.of('!', '/', ':', '@', '[', '`', '{', '~');
      case "space" -> CodePoints.of('\t', '\r', ' ', ' ');
      case "upper" -> CodePoints.of('A', 'Z');
      case "word" -> word();
      case "xdigit" -> CodePoints.of('0', '9', 'A', 'F', 'a', 'f');
      default -> throw new Unsupported("class " + name);
    };
  }
}
