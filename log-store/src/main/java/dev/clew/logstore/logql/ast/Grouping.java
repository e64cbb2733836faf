package dev.clew.logstore.logql.ast;

import java.util.List;

/**
 * Which labels a result keeps.
 *
 * @param without whether all but these are kept
 */
public record Grouping(boolean without, List<String> labels) {
  public Grouping {
    labels = List.copyOf(labels);
  }
}
