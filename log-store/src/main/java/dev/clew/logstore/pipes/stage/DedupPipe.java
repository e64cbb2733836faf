package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** {@code dedup by (service, body)}: of rows with the same values only the first. */
public record DedupPipe(List<String> fields) implements Pipe {
  public DedupPipe {
    fields = List.copyOf(fields);
  }

  public static DedupPipe parse(PipeReader reader) {
    reader.takeIf("by");
    List<String> fields = reader.atStageEnd() ? List.of("body") : reader.fields();
    return new DedupPipe(fields.isEmpty() ? List.of("body") : fields);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return new Flow() {
      private final Set<List<String>> seen = new HashSet<>();

      @Override
      public boolean take(PipeRow row) {
        List<String> values = new ArrayList<>(fields.size());
        long bytes = 100;
        for (String field : fields) {
          String text = row.text(field);
          values.add(text);
          bytes += 48 + text.length();
        }
        if (seen.contains(values)) {
          return true;
        }
        if (!context.budget().take(bytes)) {
          context
              .budget()
              .notice("Rows were left out of dedup: " + context.budget().bound() + " of memory.");
          return true;
        }
        seen.add(values);
        return next.take(row);
      }

      @Override
      public void end() {
        next.end();
      }
    };
  }

  @Override
  public void reads(Consumer<String> field) {
    fields.forEach(field);
  }

  @Override
  public String toString() {
    return "dedup by (" + PipeReader.shown(fields) + ")";
  }
}
