package dev.clew.logstore.pipeline.template;

import static dev.clew.logstore.pipeline.template.Functions.atLeast;
import static dev.clew.logstore.pipeline.template.Functions.taking;
import static dev.clew.logstore.pipeline.template.Functions.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.Expansion;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import dev.clew.notation.template.Call;
import dev.clew.notation.template.Dialect.Body;
import dev.clew.notation.template.FunctionException;
import dev.clew.notation.template.GoText;
import dev.clew.notation.template.TemplateValues;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Functions of text. */
final class TextFunctions {
  /** Expressions in templates are constants nearly always. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private static final int MOST_PATTERNS = 1_000;

  private TextFunctions() {}

  /** Places and lengths: more than the longest text is as good as that. */
  private static int whole(Call<LineContext> call, int index) {
    return Math.clamp(Functions.whole(call, index), -call.longest(), call.longest());
  }

  static void addTo(Map<String, Body<LineContext>> all) {
    all.put("lower", taking(1, a -> text(a, 0).toLowerCase(Locale.ROOT)));
    all.put("ToLower", taking(1, a -> text(a, 0).toLowerCase(Locale.ROOT)));
    all.put("upper", taking(1, a -> text(a, 0).toUpperCase(Locale.ROOT)));
    all.put("ToUpper", taking(1, a -> text(a, 0).toUpperCase(Locale.ROOT)));
    all.put("title", taking(1, a -> GoText.title(text(a, 0))));
    all.put("Title", taking(1, a -> GoText.title(text(a, 0))));
    all.put("replace", taking(3, a -> replace(a, text(a, 2), text(a, 0), text(a, 1), -1)));
    all.put("Replace", taking(4, a -> replace(a, text(a, 0), text(a, 1), text(a, 2), whole(a, 3))));
    all.put("contains", taking(2, a -> text(a, 1).contains(text(a, 0))));
    all.put("hasPrefix", taking(2, a -> text(a, 1).startsWith(text(a, 0))));
    all.put("hasSuffix", taking(2, a -> text(a, 1).endsWith(text(a, 0))));
    all.put("repeat", taking(2, a -> repeat(a, text(a, 1), whole(a, 0))));
    all.put("trunc", taking(2, a -> trunc(text(a, 1), whole(a, 0))));
    all.put("substr", taking(3, a -> substr(text(a, 2), whole(a, 0), whole(a, 1))));
    all.put("alignLeft", taking(2, a -> align(text(a, 1), whole(a, 0), true)));
    all.put("alignRight", taking(2, a -> align(text(a, 1), whole(a, 0), false)));
    all.put("indent", taking(2, a -> indent(a)));
    all.put("nindent", taking(2, a -> "\n" + indent(a)));
    all.put(
        "default",
        atLeast(
            1,
            a ->
                TemplateValues.isTrue(a.value(a.count() - 1))
                    ? a.value(a.count() - 1)
                    : a.value(0)));
    all.put("fromJson", taking(1, a -> Conversions.fromJson(text(a, 0))));
    trims(all);
    codes(all);
    regexes(all);
  }

  private static void trims(Map<String, Body<LineContext>> all) {
    all.put("trim", taking(1, a -> text(a, 0).strip()));
    all.put("TrimSpace", taking(1, a -> text(a, 0).strip()));
    all.put("trimAll", taking(2, a -> trim(text(a, 1), text(a, 0), true, true)));
    all.put("Trim", taking(2, a -> trim(text(a, 0), text(a, 1), true, true)));
    all.put("TrimLeft", taking(2, a -> trim(text(a, 0), text(a, 1), true, false)));
    all.put("TrimRight", taking(2, a -> trim(text(a, 0), text(a, 1), false, true)));
    all.put("trimPrefix", taking(2, a -> withoutPrefix(text(a, 1), text(a, 0))));
    all.put("TrimPrefix", taking(2, a -> withoutPrefix(text(a, 0), text(a, 1))));
    all.put("trimSuffix", taking(2, a -> withoutSuffix(text(a, 1), text(a, 0))));
    all.put("TrimSuffix", taking(2, a -> withoutSuffix(text(a, 0), text(a, 1))));
  }

  private static void codes(Map<String, Body<LineContext>> all) {
    all.put(
        "b64enc",
        taking(
            1,
            a -> Base64.getEncoder().encodeToString(text(a, 0).getBytes(StandardCharsets.UTF_8))));
    all.put("b64dec", taking(1, a -> decoded(text(a, 0))));
    all.put("urlencode", taking(1, a -> GoText.queryEscape(text(a, 0))));
    all.put("urldecode", taking(1, a -> urlDecoded(text(a, 0))));
  }

  private static void regexes(Map<String, Body<LineContext>> all) {
    all.put("regexReplaceAll", taking(3, a -> replaceAll(a, true)));
    all.put("regexReplaceAllLiteral", taking(3, a -> replaceAll(a, false)));
    all.put("count", taking(2, a -> count(pattern(a), text(a, 1))));
  }

  /** The expression that is the first argument. */
  private static Pattern pattern(Call<LineContext> call) {
    String expression = text(call, 0);
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
      throw call.failure(String.valueOf(e.getMessage()));
    }
  }

  private static String replaceAll(Call<LineContext> call, boolean expand) {
    String source = text(call, 1);
    String replacement = text(call, 2);
    Matcher matcher = GuardedRegex.matcher(pattern(call), source);
    MadeText out = new MadeText(call.function(), call.longest());
    int from = 0;
    while (matcher.find()) {
      out.append(source, from, matcher.start());
      if (expand) {
        Expansion.append(out, replacement, matcher);
      } else {
        out.append(replacement);
      }
      from = matcher.end();
    }
    return out.append(source, from, source.length()).toString();
  }

  private static long count(Pattern pattern, String source) {
    Matcher matcher = GuardedRegex.matcher(pattern, source);
    long count = 0;
    while (matcher.find()) {
      count++;
    }
    return count;
  }

  private static String replace(
      Call<LineContext> call, String source, String old, String replacement, int most) {
    MadeText out = new MadeText(call.function(), call.longest());
    int from = 0;
    for (int i = 0; i != most && !old.isEmpty(); i++) {
      int at = source.indexOf(old, from);
      if (at < 0) {
        break;
      }
      out.append(source, from, at).append(replacement);
      from = at + old.length();
    }
    return out.append(source, from, source.length()).toString();
  }

  private static String repeat(Call<LineContext> call, String text, int times) {
    long length = (long) text.length() * Math.max(0, times);
    MadeText.check(call.function(), length, call.longest());
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

  private static String indent(Call<LineContext> call) {
    String text = text(call, 1);
    String blanks = repeat(call, " ", whole(call, 0));
    long lines = text.chars().filter(c -> c == '\n').count() + 1;
    MadeText.check(call.function(), text.length() + blanks.length() * lines, call.longest());
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
      throw new FunctionException("invalid URL escape in \"" + text + "\"");
    }
  }
}
