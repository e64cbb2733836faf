package dev.clew.logstore.pipeline;

import dev.clew.model.QueryException;
import java.util.HashSet;
import java.util.List;

/** Makes the captures of a {@link LinePattern} labels. */
public final class PatternStage implements Stage {
  private final LinePattern pattern;

  /**
   * @throws QueryException when the pattern is wrong or has no named capture
   */
  public PatternStage(String expression) {
    pattern = LinePattern.parse(expression);
    List<String> names = pattern.names();
    if (names.isEmpty()) {
      throw new QueryException(QueryException.Kind.SYNTAX, "at least one capture is required", -1);
    }
    HashSet<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new QueryException(
            QueryException.Kind.SYNTAX,
            "duplicate capture name (" + name + "): invalid expression",
            -1);
      }
    }
  }

  @Override
  public boolean process(Line line) {
    pattern.extract(line);
    return true;
  }
}
