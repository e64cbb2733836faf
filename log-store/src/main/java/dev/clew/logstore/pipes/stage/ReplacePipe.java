package dev.clew.logstore.pipes.stage;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** {@code replace "old" "new" in body} or {@code replace /\d+/ "N"}: every occurrence. */
public final class ReplacePipe implements Pipe {
  private final String text;
  private final String source;
  private final UnaryOperator<String> replacement;

  private ReplacePipe(String text, String source, UnaryOperator<String> replacement) {
    this.text = text;
    this.source = source;
    this.replacement = replacement;
  }

  public static ReplacePipe parse(PipeReader reader) {
    boolean open = reader.takeIf("(");
    int from = reader.peek().from();
    String regex = reader.regex();
    String old = regex == null ? reader.quoted("\"old\" or /a regular expression/") : regex;
    if (old.isEmpty()) {
      throw PipeReader.fault("nothing to replace (expected: some text)", from);
    }
    reader.takeIf(",");
    String text = reader.quoted("\"new\"");
    if (open) {
      reader.expect(")");
    }
    String source = reader.source();
    if (regex == null) {
      String shown = PipeReader.quotedText(old) + " " + PipeReader.quotedText(text);
      return new ReplacePipe(shown, source, value -> replaced(value, old, text));
    }
    try {
      Pattern pattern = GuardedRegex.compile(regex);
      String shown = "/" + regex.replace("/", "\\/") + "/ " + PipeReader.quotedText(text);
      checkGroups(pattern, text, from);
      return new ReplacePipe(shown, source, value -> replaced(value, pattern, text));
    } catch (RegexException e) {
      throw PipeReader.fault("/" + e.shown(regex) + "/: " + e.description(), from);
    }
  }

  private static String replaced(String value, String old, String text) {
    int at = value.indexOf(old);
    if (at < 0) {
      return value;
    }
    MadeText out = new MadeText("replace", MadeText.LONGEST_LINE);
    int from = 0;
    for (; at >= 0; at = value.indexOf(old, from)) {
      out.append(value, from, at).append(text);
      from = at + old.length();
    }
    return out.append(value, from, value.length()).toString();
  }

  private static String replaced(String value, Pattern pattern, String text) {
    Matcher matcher = GuardedRegex.matcher(pattern, value);
    if (!matcher.find()) {
      return value;
    }
    MadeText out = new MadeText("replace", MadeText.LONGEST_LINE);
    int from = 0;
    do {
      out.append(value, from, matcher.start());
      expand(text, matcher, out);
      from = matcher.end();
    } while (matcher.find());
    return out.append(value, from, value.length()).toString();
  }

  /** {@code $0} to {@code $9}, which {@link #checkGroups} has seen, are groups of the match. */
  private static void expand(String text, Matcher matcher, MadeText out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '$') {
        out.append(c);
        continue;
      }
      int group = text.charAt(++i) - '0';
      // As long as there are so many groups, further digits belong to the number.
      while (i + 1 < text.length()
          && Character.isDigit(text.charAt(i + 1))
          && group * 10 + text.charAt(i + 1) - '0' <= matcher.groupCount()) {
        group = group * 10 + text.charAt(++i) - '0';
      }
      String found = matcher.group(group);
      out.append(found == null ? "" : found);
    }
  }

  /** A reference to a group that is not there would fail at the first row that matches. */
  private static void checkGroups(Pattern pattern, String text, int from) {
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      boolean digit = at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
      if (!digit || text.charAt(at + 1) - '0' > pattern.groupCount()) {
        throw PipeReader.fault(
            "\"" + text + "\" (expected: $0 to $" + pattern.groupCount() + ")", from);
      }
    }
    if (text.indexOf('\\') >= 0) {
      throw PipeReader.fault("\"" + text + "\" (expected: no backslash)", from);
    }
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(
        next,
        row -> {
          Cell cell = row.cell(source);
          if (cell != null) {
            String before = cell.text();
            String after = replacement.apply(before);
            if (!after.equals(before)) {
              row.put(source, Cell.of(after));
            }
          }
        });
  }

  @Override
  public void reads(Consumer<String> field) {
    field.accept(source);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "replace " + text + (source.equals("body") ? "" : " in " + PipeReader.shown(source));
  }
}
