package dev.clew.collector.scrape.exposition;

import dev.clew.model.Labels;

/**
 * @param timestampMillis 0 when the target gave none
 */
public record ScrapedExemplar(Labels labels, double value, long timestampMillis) {}
