package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** {@code rename a as b, c as d}. */
public record RenamePipe(Map<String, String> names) implements Pipe {
  public static RenamePipe parse(PipeReader reader) {
    Map<String, String> names = new LinkedHashMap<>();
    do {
      String from = reader.field();
      reader.expect("as");
      names.put(from, reader.field());
    } while (reader.takeIf(","));
    return new RenamePipe(names);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, row -> names.forEach(row::rename));
  }

  @Override
  public void reads(Consumer<String> field) {
    names.keySet().forEach(field);
    names.values().forEach(field);
  }

  @Override
  public List<String> columns(List<String> before) {
    return before.stream().map(name -> names.getOrDefault(name, name)).toList();
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return names.entrySet().stream()
        .map(e -> PipeReader.shown(e.getKey()) + " as " + PipeReader.shown(e.getValue()))
        .collect(Collectors.joining(", ", "rename ", ""));
  }
}
