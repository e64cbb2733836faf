package dev.clew.logstore.logql.eval;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.FieldSummary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows which attributes of the store stand behind a label, in a range of time. */
public final class Pruning {
  private final LogStore store;
  private final @Nullable TimeRange range;
  private @Nullable List<FieldSummary> known;

  private Pruning(LogStore store, @Nullable TimeRange range) {
    this.store = store;
    this.range = range;
  }

  /** For the rows of a range. */
  public static Pruning of(LogStore store, TimeRange range) {
    return new Pruning(store, range);
  }

  /** For rows that are still to come, whose attributes nobody knows. */
  public static Pruning ofFuture(LogStore store) {
    return new Pruning(store, null);
  }

  Filter filter(LogQuery query) {
    return new Pushdown(store.fields(), this::attributesOf).of(query);
  }

  public Filter filter(List<Matcher> selector) {
    return new Pushdown(store.fields(), this::attributesOf).of(selector);
  }

  /** The attributes that become the label; null when it may be a part of a nested attribute. */
  @Nullable List<String> attributesOf(String label) {
    if (label.equals("service_name")) {
      return List.of(LogFields.SERVICE); // every row has it
    }
    TimeRange when = range;
    if (when == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (FieldSummary field : fields(when)) {
      String its = StreamLabels.labelOf(field.name());
      if (field.type() == ColumnType.NESTED && label.startsWith(its + "_")) {
        return null;
      }
      if (its.equals(label) && !names.contains(field.name()) && !isField(field)) {
        names.add(field.name());
      }
    }
    return names;
  }

  /**
   * The attributes of rows, other than those they share, that the labels may come from; null when
   * only all of them will do.
   */
  @Nullable List<String> rowAttributes(Set<String> labels) {
    List<String> found = new ArrayList<>();
    for (String label : labels) {
      if (Projection.isField(label)) {
        continue;
      }
      List<String> names = attributesOf(label);
      if (names == null) {
        return null;
      }
      for (String name : names) {
        boolean shared = store.fields().schema.groupPrefixes().stream().anyMatch(name::startsWith);
        if (!shared) {
          if (isOtherName(name)) {
            return null;
          }
          found.add(name);
        }
      }
    }
    return found;
  }

  /** Whether the store means something else by the name of this attribute. */
  private boolean isOtherName(String name) {
    return store.fields().schema.field(name) != null
        || !store.fields().schema.attributeName(name).equals(name);
  }

  /** Fields of the store that become labels are known by their names. */
  private boolean isField(FieldSummary field) {
    return store.fields().schema.fields().stream()
        .anyMatch(f -> f.name().equals(field.name()) && f.type() == field.type());
  }

  private List<FieldSummary> fields(TimeRange when) {
    List<FieldSummary> fields = known;
    if (fields == null) {
      try {
        fields = store.blocks().fieldNames(when);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      known = fields;
    }
    return fields;
  }
}
