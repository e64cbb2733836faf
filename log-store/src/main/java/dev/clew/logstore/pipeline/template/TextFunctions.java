package dev.clew.logstore.pipeline.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.logstore.pipeline.Expansion;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.template.Functions.Function;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Functions of text. */
final class TextFunctions {
  /** Expressions in templates are constants nearly always. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private static final int MOST_PATTERNS = 1_000;

  private TextFunctions() {}

  private static String text(List<Object> arguments, int index) {
    return Values.text(arguments.get(index));
  }

  private static int whole(List<Object> arguments, int index) {
    long value = Values.toWhole(arguments.get(index));
    return Math.clamp(value, -Execution.LONGEST, Execution.LONGEST);
  }

  static void addTo(Map<String, Function> all) {
    all.put("lower", Function.of(1, a -> text(a, 0).toLowerCase(Locale.ROOT)));
    all.put("ToLower", Function.of(1, a -> text(a, 0).toLowerCase(Locale.ROOT)));
    all.put("upper", Function.of(1, a -> text(a, 0).toUpperCase(Locale.ROOT)));
    all.put("ToUpper", Function.of(1, a -> text(a, 0).toUpperCase(Locale.ROOT)));
    all.put("title", Function.of(1, a -> title(text(a, 0))));
    all.put("Title", Function.of(1, a -> title(text(a, 0))));
    all.put("replace", Function.of(3, a -> replace(text(a, 2), text(a, 0), text(a, 1), -1)));
    all.put(
        "Replace", Function.of(4, a -> replace(text(a, 0), text(a, 1), text(a, 2), whole(a, 3))));
    all.put("contains", Function.of(2, a -> text(a, 1).contains(text(a, 0))));
    all.put("hasPrefix", Function.of(2, a -> text(a, 1).startsWith(text(a, 0))));
    all.put("hasSuffix", Function.of(2, a -> text(a, 1).endsWith(text(a, 0))));
    all.put("repeat", Function.of(2, a -> repeat(text(a, 1), whole(a, 0))));
    all.put("trunc", Function.of(2, a -> trunc(text(a, 1), whole(a, 0))));
    all.put("substr", Function.of(3, a -> substr(text(a, 2), whole(a, 0), whole(a, 1))));
    all.put("alignLeft", Function.of(2, a -> align(text(a, 1), whole(a, 0), true)));
    all.put("alignRight", Function.of(2, a -> align(text(a, 1), whole(a, 0), false)));
    all.put("indent", Function.of(2, a -> indent(text(a, 1), whole(a, 0))));
    all.put("nindent", Function.of(2, a -> "\n" + indent(text(a, 1), whole(a, 0))));
    all.put(
        "default",
        new Function(1, 2, a -> Values.isTrue(a.getLast()) ? a.getLast() : a.getFirst()));
    all.put("fromJson", Function.of(1, a -> Values.fromJson(text(a, 0))));
    trims(all);
    codes(all);
    regexes(all);
  }

  private static void trims(Map<String, Function> all) {
    all.put("trim", Function.of(1, a -> text(a, 0).strip()));
    all.put("TrimSpace", Function.of(1, a -> text(a, 0).strip()));
    all.put("trimAll", Function.of(2, a -> trim(text(a, 1), text(a, 0), true, true)));
    all.put("Trim", Function.of(2, a -> trim(text(a, 0), text(a, 1), true, true)));
    all.put("TrimLeft", Function.of(2, a -> trim(text(a, 0), text(a, 1), true, false)));
    all.put("TrimRight", Function.of(2, a -> trim(text(a, 0), text(a, 1), false, true)));
    all.put("trimPrefix", Function.of(2, a -> withoutPrefix(text(a, 1), text(a, 0))));
    all.put("TrimPrefix", Function.of(2, a -> withoutPrefix(text(a, 0), text(a, 1))));
    all.put("trimSuffix", Function.of(2, a -> withoutSuffix(text(a, 1), text(a, 0))));
    all.put("TrimSuffix", Function.of(2, a -> withoutSuffix(text(a, 0), text(a, 1))));
  }

  private static void codes(Map<String, Function> all) {
    all.put(
        "b64enc",
        Function.of(
            1,
            a -> Base64.getEncoder().encodeToString(text(a, 0).getBytes(StandardCharsets.UTF_8))));
    all.put("b64dec", Function.of(1, a -> decoded(text(a, 0))));
    all.put(
        "urlencode", Function.of(1, a -> URLEncoder.encode(text(a, 0), StandardCharsets.UTF_8)));
    all.put(
        "urlquery",
        new Function(
            0, Function.ANY, a -> URLEncoder.encode(print(a, false), StandardCharsets.UTF_8)));
    all.put("urldecode", Function.of(1, a -> urlDecoded(text(a, 0))));
    all.put(
        "html",
        new Function(
            0,
            Function.ANY,
            a ->
                print(a, false)
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&#34;")
                    .replace("'", "&#39;")));
    all.put("js", new Function(0, Function.ANY, a -> javascript(print(a, false))));
    all.put("print", new Function(0, Function.ANY, a -> print(a, false)));
    all.put("println", new Function(0, Function.ANY, a -> print(a, true) + "\n"));
    all.put(
        "printf",
        new Function(1, Function.ANY, a -> GoFormat.format(text(a, 0), a.subList(1, a.size()))));
    all.put("len", Function.of(1, a -> length(a.getFirst())));
    all.put("index", new Function(1, Function.ANY, TextFunctions::index));
    all.put("slice", new Function(1, 4, TextFunctions::slice));
  }

  private static void regexes(Map<String, Function> all) {
    all.put(
        "regexReplaceAll",
        Function.of(3, a -> replaceAll(pattern(text(a, 0)), text(a, 1), text(a, 2), true)));
    all.put(
        "regexReplaceAllLiteral",
        Function.of(3, a -> replaceAll(pattern(text(a, 0)), text(a, 1), text(a, 2), false)));
    all.put("count", Function.of(2, a -> count(pattern(text(a, 0)), text(a, 1))));
  }

  private static Pattern pattern(String expression) {
    Pattern known = PATTERNS.get(expression);
    if (known != null) {
      return known;
    }
    try {
      Pattern compiled = GuardedRegex.compile(expression);
      if (PATTERNS.size() < MOST_PATTERNS) {
        PATTERNS.put(expression, compiled);
      }
      return compiled;
    } catch (RegexException e) {
      throw new TemplateException(String.valueOf(e.getMessage()));
    }
  }

  private static String replaceAll(
      Pattern pattern, String source, String replacement, boolean expand) {
    Matcher matcher = GuardedRegex.matcher(pattern, source);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      out.append(source, from, matcher.start());
      out.append(
          expand
              ? Expansion.of(replacement, matcher, pattern, "regexReplaceAll", Execution.LONGEST)
              : replacement);
      from = matcher.end();
      bounded(out.length());
    }
    return out.append(source.substring(from)).toString();
  }

  private static long count(Pattern pattern, String source) {
    Matcher matcher = GuardedRegex.matcher(pattern, source);
    long count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static void bounded(long length) {
    if (length > Execution.LONGEST) {
      throw new TemplateException(Execution.TOO_MUCH);
    }
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean start = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(start ? Character.toTitleCase(c) : c);
      start = !Character.isLetterOrDigit(c) && c != '_' && c != '\'';
    }
    return out.toString();
  }

  private static String replace(String source, String old, String replacement, int most) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; i != most && !old.isEmpty(); i++) {
      int at = source.indexOf(old, from);
      if (at < 0) {
        break;
      }
      out.append(source, from, at).append(replacement);
      bounded(out.length());
      from = at + old.length();
    }
    return out.append(source.substring(from)).toString();
  }

  private static String repeat(String text, int times) {
    bounded((long) text.length() * Math.max(0, times));
    return text.repeat(Math.max(0, times));
  }

  private static String trunc(String text, int count) {
    if (count < 0 && -count < text.length()) {
      return text.substring(text.length() + count);
    }
    return count >= 0 && count < text.length() ? text.substring(0, count) : text;
  }

  private static String substr(String text, int start, int end) {
    if (start < 0) {
      return text.substring(0, Math.clamp(end, 0, text.length()));
    }
    int from = Math.min(start, text.length());
    return end < 0 || end > text.length()
        ? text.substring(from)
        : text.substring(from, Math.max(from, end));
  }

  private static String align(String text, int width, boolean left) {
    if (width < 0) {
      return text;
    }
    int length = text.codePointCount(0, text.length());
    if (length < width) {
      String blanks = " ".repeat(width - length);
      return left ? text + blanks : blanks + text;
    }
    return left
        ? text.substring(0, text.offsetByCodePoints(0, width))
        : text.substring(text.offsetByCodePoints(0, length - width));
  }

  private static String indent(String text, int spaces) {
    String blanks = repeat(" ", spaces);
    bounded((long) blanks.length() * (text.chars().filter(c -> c == '\n').count() + 1));
    return blanks + text.replace("\n", "\n" + blanks);
  }

  private static String trim(String text, String set, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && set.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (right && to > from && set.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String withoutPrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "illegal base64 data";
    }
  }

  private static String urlDecoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new TemplateException("invalid URL escape in \"" + text + "\"");
    }
  }

  /** Go puts blanks between values of which neither is text. */
  private static String print(List<Object> values, boolean always) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.size(); i++) {
      boolean between =
          always
              || (!(values.get(i) instanceof String)
                  && i > 0
                  && !(values.get(i - 1) instanceof String));
      out.append(i > 0 && between ? " " : "").append(Values.print(values.get(i)));
    }
    return out.toString();
  }

  /** What may stand in quotes in a program, also inside of a page. */
  private static String javascript(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> {
          if (c == '\\' || c == '\'' || c == '"') {
            out.append('\\').append((char) c);
          } else if (c < ' ' || "<>&=".indexOf(c) >= 0 || !isPrinted(c)) {
            out.append(String.format("\\u%04X", c));
          } else {
            out.appendCodePoint(c);
          }
          bounded(out.length());
        });
    return out.toString();
  }

  private static boolean isPrinted(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  /** {@code slice x 1 2} is x[1:2]; places in a text are bytes. */
  private static Object slice(List<Object> arguments) {
    Object value = arguments.getFirst();
    byte[] bytes = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
    List<?> list = value instanceof List<?> items ? items : List.of();
    if (bytes == null && !(value instanceof List<?>)) {
      throw new TemplateException("can't slice item of " + Values.print(value));
    }
    if (bytes != null && arguments.size() == 4) {
      throw new TemplateException("cannot 3-index slice a string");
    }
    int length = bytes == null ? list.size() : bytes.length;
    int[] places = {0, length, length};
    for (int i = 1; i < arguments.size(); i++) {
      long place = Values.toWhole(arguments.get(i));
      if (place < 0 || place > length) {
        throw new TemplateException("index out of range: " + place);
      }
      places[i - 1] = (int) place;
    }
    if (places[0] > places[1] || places[1] > places[2]) {
      throw new TemplateException("invalid slice index: " + places[0] + " > " + places[1]);
    }
    return bytes == null
        ? List.copyOf(list.subList(places[0], places[1]))
        : new String(bytes, places[0], places[1] - places[0], StandardCharsets.UTF_8);
  }

  private static long length(Object value) {
    return switch (value) {
      case Line line -> line.labels().size();
      case String text -> text.getBytes(StandardCharsets.UTF_8).length;
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      default -> throw new TemplateException("len of " + Values.print(value));
    };
  }

  private static Object index(List<Object> arguments) {
    Object value = arguments.getFirst();
    for (Object key : arguments.subList(1, arguments.size())) {
      if (value instanceof List<?> list) {
        long at = Values.toWhole(key);
        if (at < 0 || at >= list.size()) {
          throw new TemplateException("index out of range: " + at);
        }
        value = list.get((int) at);
      } else if (value instanceof Map<?, ?> map) {
        Object found = map.get(Values.text(key));
        value = found == null ? Nil.NIL : found;
      } else if (value instanceof Line line) {
        value = line.label(Values.text(key));
      } else {
        throw new TemplateException("can't index item of " + Values.print(value));
      }
    }
    return value;
  }
}
