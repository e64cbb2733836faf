package dev.clew.logstore.http;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.TimeRange;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.FieldSummary;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that log lines have, named as people see them. */
final class FieldCatalog {
  private final LogStore store;
  private final LogFields fields;

  FieldCatalog(LogStore store) {
    this.store = store;
    this.fields = store.fields();
  }

  /** The most frequent first; at most so many rows have each. */
  Map<String, FieldSummary> byName(TimeRange range) throws IOException {
    Map<String, FieldSummary> byName = new LinkedHashMap<>();
    for (FieldSummary field : store.blocks().fieldNames(range)) {
      String name = shown(field.name());
      if (name != null) {
        byName.putIfAbsent(name, field);
      }
    }
    return byName;
  }

  /**
   * Resource attributes stand without their prefix, the service under its short name; null for a
   * column that is nobody's business.
   */
  @Nullable String shown(String column) {
    if (column.equals(LogFields.SERVICE)) {
      return "service";
    }
    if (column.startsWith(LogFields.RESOURCE)) {
      return column.substring(LogFields.RESOURCE.length());
    }
    return column.equals(fields.observedOffset.name()) ? null : column;
  }

  static String type(ColumnType type) {
    return switch (type) {
      case WHOLE -> "int";
      case REAL -> "double";
      case BOOL -> "bool";
      case NESTED -> "map";
      default -> "string";
    };
  }
}
