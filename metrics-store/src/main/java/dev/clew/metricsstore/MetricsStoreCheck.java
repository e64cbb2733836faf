package dev.clew.metricsstore;

import dev.clew.metricsstore.partition.StoreCheck;
import dev.clew.storage.files.DayCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads everything of a closed metrics store and changes nothing. */
public final class MetricsStoreCheck {
  private MetricsStoreCheck() {}

  /** One report per day, and one of the metadata; empty when there is no store. */
  public static List<DayCheck> of(Path directory) throws IOException {
    List<DayCheck> reports = new ArrayList<>(StoreCheck.of(directory));
    DayCheck metadata = new DayCheck("metadata");
    MetricCatalogue.check(directory.resolve(MetricCatalogue.FILE_NAME), metadata);
    if (metadata.files() > 0) {
      reports.add(metadata);
    }
    return reports;
  }
}
