package dev.clew.collector.scrape.target;

import dev.clew.collector.prometheus.PrometheusBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Type, unit and description of the families of a target. They are written when they change, and
 * all of them now and then, because stores forget days. The scraping thread writes, others read.
 */
final class FamilyMetadata {
  /** More families than this are no metadata but a fault of the target. */
  private static final int MAX_FAMILIES = 20_000;

  private static final int MAX_TEXT = 4096;
  private static final long REFRESH_MILLIS = 3_600_000;

  /** A family as {@code /api/v1/targets/metadata} shows it. */
  record Family(String name, String type, String unit, String help) {}

  private static final class Draft {
    private String type = "unknown";
    private String unit = "";
    private String help = "";
    private @Nullable Family written;
    private long pass;
  }

  private final Map<String, Draft> drafts = new HashMap<>();
  private long pass;
  private long allWrittenMillis = Long.MIN_VALUE / 2;
  private volatile List<Family> families = List.of();

  void begin() {
    pass++;
  }

  void type(String family, String text) {
    Draft draft = draft(family);
    if (draft != null) {
      draft.type = text;
    }
  }

  void unit(String family, String text) {
    Draft draft = draft(family);
    if (draft != null) {
      draft.unit = text;
    }
  }

  void help(String family, String text) {
    Draft draft = draft(family);
    if (draft != null) {
      draft.help = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
  }

  private @Nullable Draft draft(String family) {
    Draft draft = drafts.get(family);
    if (draft == null && drafts.size() < MAX_FAMILIES) {
      draft = new Draft();
      drafts.put(family, draft);
    }
    if (draft != null) {
      draft.pass = pass;
    }
    return draft;
  }

  /** Writes what has to be told again; after a scrape that went well. */
  void write(PrometheusBatch batch, long timeMillis) {
    boolean all = timeMillis - allWrittenMillis >= REFRESH_MILLIS;
    allWrittenMillis = all ? timeMillis : allWrittenMillis;
    boolean changed = drafts.values().removeIf(draft -> draft.pass != pass);
    for (Map.Entry<String, Draft> entry : drafts.entrySet()) {
      Draft draft = entry.getValue();
      Family now = new Family(entry.getKey(), draft.type, draft.unit, draft.help);
      boolean isNew = !now.equals(draft.written);
      if (isNew || all) {
        batch.metadata(now.name(), now.type(), now.unit(), now.help());
        draft.written = now;
      }
      changed |= isNew;
    }
    if (changed) {
      List<Family> listed = new ArrayList<>();
      drafts.values().forEach(draft -> listed.add(java.util.Objects.requireNonNull(draft.written)));
      listed.sort(java.util.Comparator.comparing(Family::name));
      families = List.copyOf(listed);
    }
  }

  /** What was written did not reach the store. */
  void forgetWritten() {
    allWrittenMillis = Long.MIN_VALUE / 2;
  }

  List<Family> families() {
    return families;
  }
}
