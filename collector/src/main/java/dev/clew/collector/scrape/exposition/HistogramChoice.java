package dev.clew.collector.scrape.exposition;

/**
 * What becomes of histograms.
 *
 * @param nativeHistograms whether native histograms are taken where a target has them
 * @param alwaysClassic whether the classic buckets are taken too where native ones are
 * @param toCustomBuckets whether classic histograms become native ones with the same bounds
 */
public record HistogramChoice(
    boolean nativeHistograms, boolean alwaysClassic, boolean toCustomBuckets) {
  public static final HistogramChoice CLASSIC = new HistogramChoice(false, false, false);
}
