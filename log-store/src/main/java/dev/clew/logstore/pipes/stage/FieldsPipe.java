package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * {@code fields service, body}: a table of these columns. {@code fields -a, -b}: everything but
 * them.
 */
public record FieldsPipe(List<String> names, boolean removes) implements Pipe {
  public FieldsPipe {
    names = List.copyOf(names);
  }

  public static FieldsPipe parse(PipeReader reader) {
    Set<String> names = new LinkedHashSet<>();
    boolean removes = reader.peek().is("-");
    do {
      int from = reader.peek().from();
      boolean minus = reader.takeIf("-");
      if (minus != removes) {
        throw PipeReader.fault(
            "names with and without \"-\" (expected: fields a, b or fields -a, -b)", from);
      }
      names.addAll(reader.peek().is("(") ? reader.fields() : List.of(reader.field()));
    } while (reader.takeIf(","));
    return new FieldsPipe(List.copyOf(names), removes);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    if (removes) {
      return RowFlow.each(next, row -> names.forEach(row::remove));
    }
    return new Flow() {
      @Override
      public boolean take(PipeRow row) {
        PipeRow only = new PipeRow();
        names.forEach(name -> only.put(name, row.cell(name)));
        return next.take(only);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public void reads(Consumer<String> field) {
    names.forEach(field);
  }

  @Override
  public boolean keepsLines() {
    return removes;
  }

  @Override
  public List<String> columns(List<String> before) {
    return removes ? before.stream().filter(name -> !names.contains(name)).toList() : names;
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    List<String> shown = names.stream().map(PipeReader::shown).toList();
    return "fields " + (removes ? "-" : "") + String.join(removes ? ", -" : ", ", shown);
  }
}
