package dev.clew.logstore.logql.eval;

import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.pipeline.LabelNames;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Line.Origin;
import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.Severity;
import dev.clew.storage.rows.Row;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of rows, labelled as Loki labels what it receives over OTLP. Reads only what the
 * query needs. Belongs to one thread.
 */
final class RowLines {
  /** The group of a row is one object per block; older ones are forgotten now and then. */
  private static final int MOST_GROUPS = 10_000;

  private static final String DETECTED_LEVEL = "detected_level";

  private final LogFields fields;
  private final Projection needs;
  private final @Nullable List<String> attributes;
  private final IdentityHashMap<Attributes, GroupLabels> groups = new IdentityHashMap<>();
  private final Line line = new Line();

  /**
   * The labels that rows of a group share, those of the stream first.
   *
   * @param complete whether nothing else of a row is needed: it cannot override labels of streams
   */
  private record GroupLabels(
      List<String> names, List<String> values, int streams, boolean complete) {}

  /** Reads all attributes of a row when it needs any. */
  RowLines(LogFields fields, Projection needs) {
    this(fields, needs, null);
  }

  /**
   * @param attributes the only attributes of rows that the labels can come from; null for all
   */
  RowLines(LogFields fields, Projection needs, @Nullable List<String> attributes) {
    this.fields = fields;
    this.needs = needs;
    this.attributes = attributes;
  }

  /** The row as a line; valid until the next call. */
  Line line(Row row) {
    line.reset(row.timeNanos(), needs.text() ? row.text(fields.body) : "");
    GroupLabels group = groupLabels(row.group());
    for (int i = 0; i < group.names().size(); i++) {
      line.append(
          group.names().get(i),
          group.values().get(i),
          i < group.streams() ? Origin.STREAM : Origin.METADATA);
    }
    if (!group.complete()) {
      metadata(row);
    }
    return line;
  }

  private GroupLabels groupLabels(Attributes group) {
    GroupLabels known = groups.get(group);
    if (known == null) {
      if (groups.size() >= MOST_GROUPS) {
        groups.clear();
      }
      known = read(group);
      groups.put(group, known);
    }
    return known;
  }

  private GroupLabels read(Attributes group) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Attribute attribute : group) {
      if (StreamLabels.isStream(attribute.key())) {
        add(StreamLabels.labelOf(attribute.key()), attribute.value(), names, values);
      }
    }
    int streams = names.size();
    for (Attribute attribute : group) {
      if (!StreamLabels.isStream(attribute.key())) {
        add(StreamLabels.labelOf(attribute.key()), attribute.value(), names, values);
      }
    }
    boolean complete =
        needs.labels() != null && names.subList(0, streams).containsAll(needs.labels());
    return new GroupLabels(names, values, streams, complete);
  }

  private void add(String name, AttributeValue value, List<String> names, List<String> values) {
    if (value instanceof AttributeValue.Entries entries) {
      for (Attribute inner : entries.attributes()) {
        add(name + "_" + LabelNames.sanitize(inner.key()), inner.value(), names, values);
      }
      return;
    }
    String text = value.asText();
    if (!text.isEmpty() && !names.contains(name) && needs.label(name)) {
      names.add(name);
      values.add(text);
    }
  }

  private void metadata(Row row) {
    int severity = 0;
    if (needs.label("severity_number") || needs.label(DETECTED_LEVEL)) {
      severity = (int) row.number(fields.severity);
      if (severity > 0 && !row.has(fields.severityDetected)) {
        put("severity_number", Integer.toString(severity));
      }
    }
    if (needs.label("severity_text")) {
      put("severity_text", row.text(fields.severityText));
    }
    if (needs.label("trace_id")) {
      put("trace_id", row.text(fields.traceId));
    }
    if (needs.label("span_id")) {
      put("span_id", row.text(fields.spanId));
    }
    if (needs.label("event_name")) {
      put("event_name", row.text(fields.eventName));
    }
    if (needs.label("observed_timestamp") && row.has(fields.observedOffset)) {
      put("observed_timestamp", Long.toString(row.timeNanos() + row.number(fields.observedOffset)));
    }
    if (attributes == null) {
      for (Attribute attribute : row.attributes()) {
        attribute(LabelNames.sanitize(attribute.key()), attribute.value());
      }
    } else {
      for (String name : attributes) {
        String value = row.value(name);
        if (value != null) {
          put(LabelNames.sanitize(name), value);
        }
      }
    }
    if (needs.label(DETECTED_LEVEL) && line.originOf(DETECTED_LEVEL) == null) {
      put(DETECTED_LEVEL, severity > 0 ? Severity.ofNumber(severity).id() : levelOfLabels());
    }
  }

  private void attribute(String name, AttributeValue value) {
    if (value instanceof AttributeValue.Entries entries) {
      for (Attribute inner : entries.attributes()) {
        attribute(name + "_" + LabelNames.sanitize(inner.key()), inner.value());
      }
    } else {
      put(name, value.asText());
    }
  }

  private void put(String name, String value) {
    if (!value.isEmpty() && needs.label(name) && line.originOf(name) == null) {
      line.append(name, value, Origin.METADATA);
    }
  }

  /** Senders without severity often have it among their labels. */
  private String levelOfLabels() {
    for (String name : Projection.LEVELS) {
      @Nullable Severity severity = Severity.parse(line.label(name));
      if (severity != null && severity != Severity.UNSET) {
        return severity.id();
      }
    }
    return "unknown";
  }
}
