package dev.clew.logstore.pipes;

import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import java.util.ArrayList;
import java.util.List;

/**
 * A filter and the stages that its rows go through: {@code filter | stage | stage}.
 *
 * @param filter which log lines
 */
public record PipeQuery(Filter filter, List<Pipe> pipes) {
  /** Every stage costs; more come from programs gone wrong. */
  private static final int MOST_STAGES = 50;

  /** As long as a filter may be. */
  private static final int LONGEST = 16_384;

  public PipeQuery {
    pipes = List.copyOf(pipes);
  }

  /**
   * Reads the search bar's notation with its pipes.
   *
   * @throws dev.clew.model.QueryException of kind SYNTAX, with the position of the fault
   */
  public static PipeQuery parse(String text) {
    if (text.length() > LONGEST) {
      throw PipeReader.fault(
          "query: " + text.length() + " characters (expected: <= " + LONGEST + ")", LONGEST);
    }
    SearchParser.Parsed parsed = SearchParser.parsePrefix(text);
    List<Pipe> pipes = new ArrayList<>();
    PipeReader reader = new PipeReader(text, parsed.end());
    while (reader.takeIf("|")) {
      if (pipes.size() == MOST_STAGES) {
        throw PipeReader.fault(
            "more than " + MOST_STAGES + " stages (expected: fewer)", reader.peek().from());
      }
      pipes.add(PipeParser.stage(reader));
      if (!reader.atStageEnd()) {
        throw reader.unexpected("| or the end of the query");
      }
    }
    return new PipeQuery(parsed.filter(), pipes);
  }

  /** Whether a text has pipes, whatever they are. */
  public static boolean hasPipes(String text) {
    return PipeReader.endOf(text, 0, '|') < text.length();
  }

  /** Whether the result is log lines. */
  public boolean isLines() {
    return pipes.stream().allMatch(Pipe::keepsLines);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(filter.toString());
    pipes.forEach(pipe -> text.append(" | ").append(pipe));
    return text.toString();
  }
}
