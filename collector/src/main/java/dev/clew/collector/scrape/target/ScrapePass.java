package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import dev.clew.collector.scrape.config.JobConfig;
import dev.clew.collector.scrape.exposition.Exposition;
import dev.clew.collector.scrape.exposition.ExpositionFormat;
import dev.clew.collector.scrape.exposition.ScrapedExemplar;
import dev.clew.collector.scrape.fetch.FetchedBody;
import dev.clew.collector.scrape.target.SeriesCache.Entry;
import dev.clew.collector.scrape.target.SeriesCache.Live;
import dev.clew.model.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/** Turns one body into samples: all of them, or a {@link ScrapeFailure} and none. */
final class ScrapePass {
  /** Prometheus' mark that a series has ended. */
  static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);

  private final JobConfig job;
  private final SampleLabels labels;
  private final SeriesCache cache;
  private final FamilyMetadata metadata;
  private final int maxSeries;
  private final long timeMillis;

  private Batches batches;
  private @Nullable Room room;
  private int samples;
  private int kept;
  private int added;
  private int duplicates;
  private int accepted;

  /** Claims within which a pass works. */
  record Room(MemoryBudget.Claim requests, MemoryBudget.Claim series) {}

  /**
   * @param maxSeries that the cache may hold
   * @param timeMillis of all samples that bring no time of their own
   */
  ScrapePass(
      JobConfig job,
      SampleLabels labels,
      SeriesCache cache,
      FamilyMetadata metadata,
      int maxSeries,
      long timeMillis) {
    this.job = job;
    this.labels = labels;
    this.cache = cache;
    this.metadata = metadata;
    this.maxSeries = maxSeries;
    this.timeMillis = timeMillis;
    this.batches = new Batches(job.name(), null);
  }

  /** Lets what a body becomes count against claims. */
  ScrapePass within(Room newRoom) {
    room = newRoom;
    batches = new Batches(job.name(), newRoom.requests());
    return this;
  }

  /** Reads a body, and marks what it no longer has as stale. */
  void read(FetchedBody body) {
    cache.begin();
    metadata.begin();
    if (body.length() > 0) {
      exposition(
          ExpositionFormat.open(
              body.array(),
              body.length(),
              body.contentType(),
              job.formats().fallback(),
              job.formats().histograms()));
    }
    if (isOverLimit()) {
      throw new ScrapeFailure("sample limit exceeded (limit: " + job.limits().samples() + ")");
    }
    metadata.write(batches.next(), timeMillis);
    for (Live live : cache.vanished()) {
      stale(live);
    }
  }

  /** Marks all that was alive as stale; what was read before is forgotten. */
  void fail() {
    batches = new Batches(job.name(), null);
    for (Live live : cache.alive()) {
      stale(live);
    }
  }

  private void stale(Live live) {
    PrometheusBatch batch = batches.next();
    PackedLabels.open(live.labels(), batch);
    batch.sample(timeMillis, 0, STALE);
  }

  private void exposition(Exposition exposition) {
    while (true) {
      switch (exposition.next()) {
        case TYPE -> metadata.type(exposition.family(), exposition.text());
        case HELP -> metadata.help(exposition.family(), exposition.text());
        case UNIT -> metadata.unit(exposition.family(), exposition.text());
        case SERIES -> point(exposition, false);
        case HISTOGRAM -> point(exposition, true);
        case END -> {
          return;
        }
      }
    }
  }

  private void point(Exposition exposition, boolean histogram) {
    samples++;
    byte[] key = exposition.keyArray();
    int offset = exposition.keyOffset();
    int length = exposition.keyLength();
    Entry entry = cache.find(key, offset, length);
    boolean isNew = entry == null;
    if (entry == null) {
      if (cache.size() >= maxSeries) {
        throw new ScrapeFailure(
            "more than " + maxSeries + " series (scrape.max_series_per_target)");
      }
      entry = add(exposition);
    }
    Live live = entry.live();
    if (live == null) {
      return;
    }
    kept++;
    boolean ownTime = job.samples().honorTimestamps() && exposition.hasTimestamp();
    if (!ownTime && cache.isDuplicate(live)) {
      duplicates++;
      return;
    }
    accepted++;
    if (isOverLimit()) {
      return; // what is there is counted to the end, so that the limit can be set right
    }
    added += isNew ? 1 : 0;
    if (!ownTime || job.samples().trackTimestampsStaleness()) {
      cache.track(live);
    }
    write(exposition, live, ownTime ? exposition.timestampMillis() : timeMillis, histogram);
  }

  private Entry add(Exposition exposition) {
    byte[] packed = labels.of(exposition);
    Room within = room;
    if (within != null
        && !within.series().tryGrow(SeriesCache.bytesOf(exposition.keyLength(), packed))) {
      throw new ScrapeFailure(
          "no memory to remember more than "
              + cache.size()
              + " series of this target (raise -Xmx, or drop series with metric_relabel_configs:"
              + " a quarter of the heap is for the series of all targets)");
    }
    return cache.add(exposition.keyArray(), exposition.keyOffset(), exposition.keyLength(), packed);
  }

  private boolean isOverLimit() {
    return job.limits().samples() > 0 && accepted > job.limits().samples();
  }

  private void write(Exposition exposition, Live live, long millis, boolean histogram) {
    PrometheusBatch batch = batches.next();
    PackedLabels.open(live.labels(), batch);
    if (histogram) {
      byte[] message = exposition.histogram();
      batch.histogram(millis, exposition.startMillis(), message, 0, message.length);
    } else {
      batch.sample(millis, exposition.startMillis(), exposition.value());
    }
    for (ScrapedExemplar exemplar : exposition.exemplars()) {
      long hash =
          31L * (31L * exemplar.labels().hashCode() + Double.doubleToRawLongBits(exemplar.value()))
              + exemplar.timestampMillis()
              + 1;
      if (live.isNewExemplar(hash)) { // targets show one until they have another
        long at = exemplar.timestampMillis() == 0 ? millis : exemplar.timestampMillis();
        batch.exemplar(at, exemplar.value(), exemplar.labels());
      }
    }
  }

  Batches batches() {
    return batches;
  }

  int samples() {
    return samples;
  }

  int kept() {
    return kept;
  }

  int added() {
    return added;
  }

  int duplicates() {
    return duplicates;
  }
}
