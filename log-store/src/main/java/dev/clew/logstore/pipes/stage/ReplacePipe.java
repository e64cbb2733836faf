package dev.clew.logstore.pipes.stage;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.clew.logstore.pipes.Cell;
import dev.clew.logstore.pipes.Flow;
import dev.clew.logstore.pipes.Pipe;
import dev.clew.logstore.pipes.PipeContext;
import dev.clew.logstore.pipes.PipeReader;
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
      return new ReplacePipe(shown, source, value -> value.replace(old, text));
    }
    try {
      Pattern pattern = Pattern.compile(regex);
      String shown = "/" + regex.replace("/", "\\/") + "/ " + PipeReader.quotedText(text);
      checkGroups(pattern, text, from);
      return new ReplacePipe(shown, source, value -> pattern.matcher(value).replaceAll(text));
    } catch (PatternSyntaxException e) {
      throw PipeReader.fault("/" + regex + "/: " + e.getDescription(), from);
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
