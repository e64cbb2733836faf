package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.model.AttributeValue;
import dev.clew.model.memory.QueryMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The values themselves, as a JSON array: all of them, or each once in order. */
final class ListAccumulator implements Accumulator {
  private final int[] fields;
  private final Collection<String> values;
  private final int limit;
  private final Budget budget;
  private long characters;

  ListAccumulator(int[] fields, boolean distinct, int limit, Budget budget) {
    this.fields = fields;
    this.values = distinct ? new TreeSet<>() : new ArrayList<>();
    this.limit = limit;
    this.budget = budget;
  }

  @Override
  public void add(FieldValues row) {
    for (int field : fields) {
      Cell cell = row.cell(field);
      if (cell == null || cell.text().isEmpty()) {
        continue;
      }
      String text = cell.text();
      if (values instanceof TreeSet<String> set && set.contains(text)) {
        continue;
      }
      if (values.size() >= limit) {
        budget.notice("Lists of values end at " + limit + ".");
      } else if (!budget.take(56 + text.length())) {
        budget.notice("Lists of values are not complete: " + budget.bound() + " of memory.");
      } else {
        values.add(text);
        characters += text.length();
      }
    }
  }

  @Override
  public Cell result(double seconds) {
    // As values, and as text with its quotes and commas.
    QueryMemory.current().take(2L * characters + 40L * values.size());
    List<AttributeValue> items = values.stream().<AttributeValue>map(AttributeValue::of).toList();
    return Cell.of(new AttributeValue.Items(items).asText());
  }
}
