package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import java.util.function.Consumer;

/** {@code format "<http.method> <http.route>" as endpoint}: a text made of fields. */
public record FormatPipe(String text, TextTemplate template, String name) implements Pipe {
  public static FormatPipe parse(PipeReader reader) {
    int from = reader.peek().from();
    String text = reader.quoted("a text with fields: \"<service>: <body>\"");
    return new FormatPipe(text, TextTemplate.parse(text, from), reader.alias("body"));
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, row -> row.put(name, Cell.of(template.format(row))));
  }

  @Override
  public void reads(Consumer<String> field) {
    template.names().forEach(field);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "format "
        + PipeReader.quotedText(text)
        + (name.equals("body") ? "" : " as " + PipeReader.shown(name));
  }
}
