package dev.clew.collector.scrape.target;

import dev.clew.collector.intake.RequestSink;
import dev.clew.model.memory.MemoryBudget;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all loops share.
 *
 * @param intake where samples go
 * @param workers read bodies: work for the processor, which must not hold up the threads that wait
 * @param budget for answers of targets and the samples they become
 * @param series for what is remembered of the series of all targets
 * @param closing set when the process ends; loops then stop without marking anything stale, because
 *     the next process goes on with the same series
 * @param seed moves the offsets of all targets, so that two installations do not scrape at once
 * @param agent for User-Agent
 */
public record Scraping(
    RequestSink intake,
    InstantSource clock,
    ExecutorService workers,
    MemoryBudget budget,
    MemoryBudget series,
    AtomicBoolean closing,
    Bounds bounds,
    long seed,
    String agent) {

  /**
   * @param maxBodyBytes of one target, decompressed
   * @param maxSeries that are remembered of one target
   */
  public record Bounds(long maxBodyBytes, int maxSeries) {}
}
