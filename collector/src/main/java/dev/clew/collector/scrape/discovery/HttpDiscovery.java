package dev.clew.collector.scrape.discovery;

import dev.clew.collector.scrape.config.DiscoveryConfig;
import dev.clew.collector.scrape.config.ScrapeFileException;
import dev.clew.collector.scrape.config.TargetGroup;
import dev.clew.collector.scrape.fetch.FetchClient;
import dev.clew.collector.scrape.fetch.FetchException;
import dev.clew.collector.scrape.fetch.FetchedBody;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.notation.PrometheusDuration;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Targets that a server lists as JSON, asked on a thread of its own. */
public final class HttpDiscovery implements Discovery {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MAX_BYTES = 16 << 20;

  private final DiscoveryConfig.Http config;
  private final FetchClient client;
  private final AtomicBoolean asking = new AtomicBoolean();
  private long nextNanos = System.nanoTime();
  private volatile List<TargetGroup> groups = List.of();
  private volatile List<String> problems = List.of();

  public HttpDiscovery(DiscoveryConfig.Http config, MemoryBudget budget, String agent) {
    this.config = config;
    this.client = new FetchClient(config.http(), budget, agent);
  }

  @Override
  public void poll() {
    if (System.nanoTime() - nextNanos < 0 || !asking.compareAndSet(false, true)) {
      return;
    }
    nextNanos = System.nanoTime() + config.refresh().toNanos();
    Thread.ofVirtual()
        .name("clew-scrape-http-sd")
        .start(() -> {
          try {
            ask();
          } finally {
            asking.set(false);
          }
        });
  }

  private void ask() {
    Map<String, String> headers =
        Map.of(
            "accept",
            "application/json",
            "x-prometheus-refresh-interval-seconds",
            Long.toString(config.refresh().toSeconds()));
    try (FetchedBody body = client.get(URI.create(config.url()), headers, TIMEOUT, MAX_BYTES)) {
      String text = new String(body.array(), 0, body.length(), StandardCharsets.UTF_8);
      groups = TargetGroup.readAll(config.url(), text, Map.of("__meta_url", config.url()));
      problems = List.of();
    } catch (FetchException | IllegalArgumentException e) {
      problems =
          List.of(
              config.url()
                  + ": "
                  + e.getMessage()
                  + "; asked again in "
                  + PrometheusDuration.format(config.refresh()));
    } catch (ScrapeFileException e) {
      problems = List.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<TargetGroup> groups() {
    return groups;
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public void close() {
    client.close();
  }
}
