package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import java.util.ArrayList;
import java.util.List;

/** The requests of one scrape: mostly one, several when it is large. */
final class Batches {
  /** Far below what the buffer takes as one request. */
  private static final int CHUNK = 4 << 20;

  private final String sender;
  private final List<byte[]> full = new ArrayList<>();
  private PrometheusBatch batch;

  Batches(String sender) {
    this.sender = sender;
    this.batch = new PrometheusBatch(sender);
  }

  /** The one to write the next series to. */
  PrometheusBatch next() {
    if (batch.size() > CHUNK) {
      full.add(batch.encode());
      batch = new PrometheusBatch(sender);
    }
    return batch;
  }

  List<byte[]> encode() {
    if (!batch.isEmpty()) {
      full.add(batch.encode());
      batch = new PrometheusBatch(sender);
    }
    return full;
  }
}
