package dev.clew.packaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.DayCheck;
import dev.clew.storage.files.Scrub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small files beside the stores, which are read at the start and written at each change. */
final class StateFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Path> files;
  private final Incidents incidents;

  StateFiles(ApplianceConfig config, Incidents incidents) {
    this.files =
        List.of(
            config.alerting().directory().resolve("alerts.json"),
            config.alerting().directory().resolve("notifications.json"),
            config.data().resolve("saved-searches.json"));
    this.incidents = incidents;
  }

  /** What is in memory is whole, and is written again with the next change. */
  void scrub(Scrub scrub) throws IOException {
    for (Path file : files) {
      if (Files.exists(file) && !scrub.isDone(file.toString())) {
        String fault = fault(file);
        if (!fault.isEmpty()) {
          incidents.happened("saved", IncidentKind.DAMAGED, 1, fault);
        }
        scrub.read(file.toString(), Files.size(file));
      }
    }
  }

  /** Reads them and changes nothing. */
  DayCheck check() throws IOException {
    DayCheck check = new DayCheck("state");
    for (Path file : files) {
      if (Files.exists(file)) {
        check.file(Files.size(file));
        String fault = fault(file);
        if (!fault.isEmpty()) {
          check.damaged(fault);
        }
      }
    }
    return check;
  }

  private static String fault(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(file)).isObject() ? "" : file + " is no JSON object";
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return file + " is unreadable: not JSON at " + e.getLocation().offsetDescription();
    }
  }
}
