package dev.clew.metricsstore.index;

import dev.clew.metricsstore.index.term.SeriesTerms;
import dev.clew.model.memory.QueryMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The terms of series that are not in a file yet. They are numbered by their place in a list. */
public final class FreshTerms implements SeriesTerms {
  /** Map entry, term and reference, and the bytes of a text of some twenty characters. */
  private static final long TERM_BYTES = 150;

  private final Map<String, Map<String, Term>> known = new HashMap<>();
  private final List<Term> sorted = new ArrayList<>();

  /** By series: where its terms begin in {@link #terms}; one more at the end. */
  private final int[] starts;

  private final int[] terms;
  private int next;

  private static final class Term {
    final String name;
    final byte[] utf8;
    int number;

    Term(String name, String value, int number) {
      this.name = name;
      utf8 = value.getBytes(StandardCharsets.UTF_8);
      this.number = number;
    }
  }

  private FreshTerms(List<LabelSet> series) {
    int labels = series.stream().mapToInt(LabelSet::size).sum();
    QueryMemory.current().take(4L * (labels + series.size()));
    starts = new int[series.size() + 1];
    terms = new int[labels];
    for (int i = 0; i < series.size(); i++) {
      LabelSet one = series.get(i);
      starts[i + 1] = starts[i] + one.size();
      for (int pair = 0; pair < one.size(); pair++) {
        terms[starts[i] + pair] = term(one.name(pair), one.value(pair)).number;
      }
    }
    sort();
  }

  public static FreshTerms of(List<LabelSet> series) {
    return new FreshTerms(series);
  }

  private Term term(String name, String value) {
    Map<String, Term> values = known.computeIfAbsent(name, key -> new HashMap<>());
    Term term = values.get(value);
    if (term == null) {
      QueryMemory.current().take(TERM_BYTES);
      term = new Term(name, value, sorted.size());
      sorted.add(term);
      values.put(value, term);
    }
    return term;
  }

  private void sort() {
    sorted.sort((a, b) -> {
      int order = a.name.compareTo(b.name);
      return order != 0 ? order : Arrays.compareUnsigned(a.utf8, b.utf8);
    });
    int[] numbers = new int[sorted.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[sorted.get(i).number] = i;
    }
    for (int i = 0; i < terms.length; i++) {
      terms[i] = numbers[terms[i]];
    }
    known.clear();
  }

  @Override
  public int count() {
    return sorted.size();
  }

  @Override
  public String name(int term) {
    return sorted.get(term).name;
  }

  @Override
  public byte[] utf8(int term) {
    return sorted.get(term).utf8;
  }

  @Override
  public int open(int series) {
    next = starts[series];
    return starts[series + 1] - next;
  }

  @Override
  public int term() {
    return terms[next++];
  }
}
