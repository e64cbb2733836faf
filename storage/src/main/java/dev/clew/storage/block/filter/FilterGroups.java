package dev.clew.storage.block.filter;

import dev.clew.model.query.Filter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a disjunction, IDs and values of one field together: hundreds of them are one
 * look-up per row instead of hundreds of tests.
 *
 * @param ids values to carry by their key, {@code ""} for any key
 * @param values values to be equal to, by the field
 */
record FilterGroups(
    Map<String, List<String>> ids, Map<String, List<String>> values, List<Filter> others) {
  static FilterGroups of(List<Filter> filters) {
    FilterGroups groups =
        new FilterGroups(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
    filters.forEach(groups::add);
    return groups;
  }

  private void add(Filter filter) {
    switch (filter) {
      case Filter.Or or -> or.of().forEach(this::add);
      case Filter.Carries carries -> {
        String key = carries.key() == null ? "" : carries.key();
        ids.computeIfAbsent(key, k -> new ArrayList<>()).add(carries.value());
      }
      case Filter.Equals equals ->
          values.computeIfAbsent(equals.field(), f -> new ArrayList<>()).add(equals.value());
      default -> others.add(filter);
    }
  }
}
