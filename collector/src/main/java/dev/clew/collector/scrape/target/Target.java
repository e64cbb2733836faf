package dev.clew.collector.scrape.target;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * What is scraped.
 *
 * @param labels what its series get, {@code job} and {@code instance} among them
 * @param discovered what was known of it before relabelling
 */
public record Target(
    Map<String, String> labels,
    Map<String, String> discovered,
    URI url,
    Duration interval,
    Duration timeout) {
  /** Two targets with the same key write the same series: only one of them is scraped. */
  String key() {
    return labels + " " + url;
  }
}
