package dev.clew.packaging;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.packaging.health.IncidentBook;
import dev.clew.storage.buffer.QuarantineCheck;
import dev.clew.storage.files.DayCheck;
import dev.clew.storage.files.Scrub;
import dev.clew.storage.time.WitnessedClock;
import dev.clew.tracestore.SpanMetricsCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The small files beside the stores, which are read at the start and written at each change. */
final class StateFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Says what is wrong with a file that is there; empty when it is sound. */
  private interface Look {
    String fault(Path file) throws IOException;
  }

  /**
   * @param part under which its damage is reported
   */
  private record Small(String part, Path file, Look look) {}

  private final ApplianceConfig config;
  private final List<Small> files;
  private final Incidents incidents;

  StateFiles(ApplianceConfig config, Incidents incidents) {
    Path alerting = config.alerting().directory();
    Path data = config.data();
    this.config = config;
    this.files =
        List.of(
            new Small("alerting", alerting.resolve("alerts.json"), StateFiles::notJson),
            new Small("alerting", alerting.resolve("notifications.json"), StateFiles::notJson),
            new Small("saved", data.resolve("saved-searches.json"), StateFiles::notJson),
            new Small("incidents", data.resolve(IncidentBook.FILE_NAME), IncidentBook::fault),
            new Small("incidents", data.resolve("scrub.json"), StateFiles::notJson),
            new Small(
                "clock",
                data.resolve(WitnessedClock.FILE_NAME),
                file -> WitnessedClock.fault(data)));
    this.incidents = incidents;
  }

  /** What is in memory is whole, and is written again with the next change. */
  void scrub(Scrub scrub) throws IOException {
    for (Small small : files) {
      if (Files.exists(small.file()) && !scrub.isDone(small.file().toString())) {
        String fault = fault(small);
        if (!fault.isEmpty()) {
          incidents.happened(small.part(), IncidentKind.DAMAGED, 1, fault);
        }
        scrub.read(small.file().toString(), Files.size(small.file()));
      }
    }
    tell("traces", SpanMetricsCheck.of(traces()), scrub);
    tell("buffer", QuarantineCheck.of(config.buffer().directory()), scrub);
  }

  private void tell(String part, DayCheck report, Scrub scrub) {
    report
        .damage()
        .forEach(sentence -> incidents.happened(part, IncidentKind.DAMAGED, 1, sentence));
    scrub.read(report.day(), report.bytes());
  }

  private Path traces() {
    return config.data().resolve("traces");
  }

  /** Reads them and changes nothing. */
  List<DayCheck> check() throws IOException {
    DayCheck state = new DayCheck("state");
    for (Small small : files) {
      if (Files.exists(small.file())) {
        state.file(Files.size(small.file()));
        String fault = fault(small);
        if (!fault.isEmpty()) {
          state.damaged(fault);
        }
      }
    }
    List<DayCheck> reports = new ArrayList<>(List.of(state));
    for (DayCheck report :
        List.of(SpanMetricsCheck.of(traces()), QuarantineCheck.of(config.buffer().directory()))) {
      if (report.files() > 0 || !report.damage().isEmpty()) {
        reports.add(report);
      }
    }
    return reports;
  }

  private static String fault(Small small) throws IOException {
    try {
      return small.look().fault(small.file());
    } catch (NoSuchFileException e) {
      return ""; // it went meanwhile
    }
  }

  private static String notJson(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(file)).isObject() ? "" : file + " is no JSON object";
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      return file + " is unreadable: not JSON at " + e.getLocation().offsetDescription();
    }
  }
}
