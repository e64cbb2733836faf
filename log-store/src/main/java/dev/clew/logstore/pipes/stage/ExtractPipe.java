package dev.clew.logstore.pipes.stage;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * {@code extract "user <user> from <ip>"} or {@code extract /user (?P<user>\w+)/}: parts of a text
 * as fields. A row whose text does not match gets none.
 */
public final class ExtractPipe implements Pipe {
  private final String text;
  private final String source;
  private final List<String> names;
  private final Consumer<PipeRow> extraction;

  private ExtractPipe(
      String text, String source, List<String> names, Consumer<PipeRow> extraction) {
    this.text = text;
    this.source = source;
    this.names = List.copyOf(names);
    this.extraction = extraction;
  }

  public static ExtractPipe parse(PipeReader reader) {
    int from = reader.peek().from();
    String regex = reader.regex();
    if (regex != null) {
      return regex(regex, reader.source(), from);
    }
    String pattern =
        reader.quoted("a pattern, \"user <user> from <ip>\", or /a regular expression/");
    TextTemplate template = TextTemplate.parse(pattern, from);
    template.checkExtraction(from);
    String source = reader.source();
    return new ExtractPipe(
        PipeReader.quotedText(pattern),
        source,
        template.names(),
        row -> template.extract(row.text(source), row));
  }

  private static ExtractPipe regex(String expression, String source, int from) {
    Pattern pattern;
    try {
      pattern = GuardedRegex.compile(expression);
    } catch (RegexException e) {
      throw PipeReader.fault("/" + e.shown(expression) + "/: " + e.description(), from);
    }
    Map<String, Integer> groups = new TreeMap<>(pattern.namedGroups());
    if (groups.isEmpty()) {
      throw PipeReader.fault("/" + expression + "/ names no group (expected: (?P<name>…))", from);
    }
    return new ExtractPipe(
        "/" + expression.replace("/", "\\/") + "/",
        source,
        List.copyOf(groups.keySet()),
        row -> {
          Matcher matcher = GuardedRegex.matcher(pattern, row.text(source));
          if (matcher.find()) {
            groups.forEach((name, group) -> {
              String value = matcher.group(group);
              if (value != null) {
                row.put(name, Cell.of(value));
              }
            });
          }
        });
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, extraction);
  }

  @Override
  public void reads(Consumer<String> field) {
    field.accept(source);
    names.forEach(field);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "extract " + text + (source.equals("body") ? "" : " from " + PipeReader.shown(source));
  }
}
