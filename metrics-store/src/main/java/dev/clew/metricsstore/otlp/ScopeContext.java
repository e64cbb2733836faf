package dev.clew.metricsstore.otlp;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The instrumentation scope of metrics, as far as it becomes labels: not at all, unless the
 * configuration says so.
 */
final class ScopeContext {
  private static final String PREFIX = "otel_scope_";

  private final boolean promoted;
  private final MetricNames names;
  private final ProtoCursor reader = new ProtoCursor();
  private byte[] array = new byte[0];
  private int offset;
  private int length;
  private int schemaOffset;
  private int schemaLength;
  private @Nullable Map<String, String> labels;

  ScopeContext(OtlpTranslation translation, MetricNames names) {
    promoted = translation.promoteScopeMetadata();
    this.names = names;
  }

  /** Looks for the scope of the {@code ScopeMetrics} that the cursor has entered; stays there. */
  void start(ProtoCursor cursor) {
    labels = null;
    // A part that is not there is an empty one of this request, not of a longer one before it.
    offset = 0;
    length = 0;
    schemaOffset = 0;
    schemaLength = 0;
    if (!promoted) {
      return;
    }
    array = cursor.array();
    int start = cursor.position();
    while (cursor.next()) {
      int field = cursor.field();
      if (field == 1 || field == 3) {
        int outer = cursor.enter();
        int size = cursor.limit() - cursor.position();
        if (field == 1) {
          offset = cursor.position();
          length = size;
        } else {
          schemaOffset = cursor.position();
          schemaLength = size;
        }
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    cursor.rewind(start);
  }

  /** Makes the scope part of what a series is found by. */
  void addTo(RawHash hash) {
    if (promoted) {
      hash.add(array, offset, length).add(array, schemaOffset, schemaLength);
    }
  }

  Map<String, String> labels() {
    if (labels == null) {
      labels = promoted ? read() : Map.of();
    }
    return labels;
  }

  private Map<String, String> read() {
    Attributes.Builder attributes = new Attributes.Builder();
    String name = "";
    String version = "";
    reader.reset(array, offset, length);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.string();
        case 2 -> version = reader.string();
        case 3 -> {
          int outer = reader.enter();
          AnyValues.keyValue(reader, attributes);
          reader.leave(outer);
        }
        default -> reader.skip();
      }
    }
    Map<String, String> read = new TreeMap<>();
    if (name.isEmpty()) {
      return read;
    }
    for (Attribute attribute : attributes.build()) {
      read.put(names.label(PREFIX + attribute.key()), attribute.value().asText());
    }
    read.put(PREFIX + "name", name);
    read.put(PREFIX + "version", version);
    read.put(
        PREFIX + "schema_url",
        new String(array, schemaOffset, schemaLength, java.nio.charset.StandardCharsets.UTF_8));
    read.values().removeIf(String::isEmpty);
    return read;
  }
}
