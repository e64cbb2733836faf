package dev.clew.tracestore;

import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.FieldSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stored names of fields as people type them: {@code span.name} is {@code name}. */
final class FieldNames {
  private static final String RESOURCE = "resource.";

  private FieldNames() {}

  static List<FieldSummary> forPeople(SpanSchema schema, List<FieldSummary> stored) {
    Map<String, FieldSummary> byName = new LinkedHashMap<>();
    for (FieldSummary field : stored) {
      if (field.name().equals(schema.details.name())) {
        continue;
      }
      String name = forPeople(schema, field.name());
      Field fixed = schema.blocks.field(field.name());
      boolean named = fixed != null && fixed.symbols() != null;
      byName.merge(
          name,
          new FieldSummary(name, named ? ColumnType.TEXT : field.type(), field.rows()),
          (a, b) -> new FieldSummary(name, a.type(), Math.max(a.rows(), b.rows())));
    }
    List<FieldSummary> fields = new ArrayList<>(byName.values());
    fields.sort(
        Comparator.comparingLong(FieldSummary::rows).reversed().thenComparing(FieldSummary::name));
    return fields;
  }

  private static String forPeople(SpanSchema schema, String stored) {
    if (stored.equals(SpanSchema.SERVICE)) {
      return "service";
    }
    Field fixed = schema.blocks.field(stored);
    if (fixed != null) {
      return fixed.name().startsWith("span.") && !fixed.aliases().isEmpty()
          ? fixed.aliases().getFirst()
          : fixed.name();
    }
    return stored.startsWith(RESOURCE) ? stored.substring(RESOURCE.length()) : stored;
  }
}
