package dev.clew.correlation;

import dev.clew.correlation.Correlation.Found;
import dev.clew.correlation.CorrelationReport.Counts;
import dev.clew.correlation.CorrelationReport.Cut;
import dev.clew.correlation.CorrelationReport.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says what of everything found is not shown, and what was not counted. */
final class Cuts {
  private Cuts() {}

  static List<Cut> of(Found found, Counts counts) {
    List<Cut> cuts = new ArrayList<>();
    traces(found, counts, cuts);
    spans(found, counts, cuts);
    long lines = found.lines().size();
    if (lines < counts.logs()) {
      cuts.add(
          new Cut(
              "logs",
              lines,
              counts.logs(),
              shown(lines, counts.logs(), "log line")
                  + ": those that have the ID before those of its traces, the newest of each"
                  + " service."));
    }
    int counted = found.look().countedTraces().size();
    int all = found.look().traceCount();
    if (counted < all) {
      cuts.add(
          new Cut(
              "all",
              counted,
              all,
              "Spans and log lines are counted of the newest "
                  + ReportSentences.count(counted, "trace")
                  + " of "
                  + String.format(Locale.ROOT, "%,d", all)
                  + "; a shorter time counts them all."));
    }
    found.look().partial().forEach(sentence -> cuts.add(new Cut("all", 0, 0, sentence)));
    return cuts;
  }

  private static void traces(Found found, Counts counts, List<Cut> cuts) {
    long shown = found.traces().size();
    if (shown < counts.traces()) {
      cuts.add(
          new Cut(
              "traces",
              shown,
              counts.traces(),
              shown(shown, counts.traces(), "trace") + ": the newest of each service."));
    }
  }

  private static void spans(Found found, Counts counts, List<Cut> cuts) {
    long shown = 0;
    Trace most = null;
    for (Trace trace : found.traces()) {
      shown += trace.spans().size();
      boolean more = most == null || hidden(trace) > hidden(most);
      most = more ? trace : most;
    }
    if (shown == counts.spans()) {
      return;
    }
    String where =
        most == null || hidden(most) == 0
            ? "."
            : ", each trace with a share; of "
                + most.traceId().toString().substring(0, 8)
                + "… "
                + shown(most.spans().size(), most.total(), "span")
                + ".";
    cuts.add(new Cut("spans", shown, counts.spans(), shown(shown, counts.spans(), "span") + where));
  }

  private static int hidden(Trace trace) {
    return trace.total() - trace.spans().size();
  }

  private static String shown(long shown, long all, String noun) {
    return String.format(Locale.ROOT, "%,d of ", shown)
        + ReportSentences.count(all, noun)
        + (shown == 1 ? " is shown" : " are shown");
  }
}
