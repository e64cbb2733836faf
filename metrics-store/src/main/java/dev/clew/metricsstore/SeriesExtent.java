package dev.clew.metricsstore;

/**
 * How much a deletion of series would touch. A series counts once for each day on which it is.
 *
 * @param matching series that match
 * @param series all of the days in question
 */
public record SeriesExtent(long matching, long series) {
  /** More than half of what there is. */
  public boolean isMost() {
    return matching > series - matching;
  }
}
