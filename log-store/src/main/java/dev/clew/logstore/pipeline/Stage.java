package dev.clew.logstore.pipeline;

import java.util.List;

/** One step that every line goes through. Thread-safe, unless its class says otherwise. */
@FunctionalInterface
public interface Stage {
  /** Changes the line as it likes. Returns false when the line is not wanted. */
  boolean process(Line line);

  /** All stages one after the other, until one does not want the line. */
  static Stage all(List<Stage> stages) {
    Stage[] all = stages.toArray(Stage[]::new);
    return switch (all.length) {
      case 0 -> line -> true;
      case 1 -> all[0];
      default ->
          line -> {
            for (Stage stage : all) {
              if (!stage.process(line)) {
                return false;
              }
            }
            return true;
          };
    };
  }
}
