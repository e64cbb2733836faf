package dev.clew.collector.scrape;

/**
 * Targets by health, and what their last scrapes brought.
 *
 * @param problem what is wrong with the configuration file; empty when nothing is
 */
public record ScrapeStatus(int up, int down, int unknown, long samples, String problem) {}
