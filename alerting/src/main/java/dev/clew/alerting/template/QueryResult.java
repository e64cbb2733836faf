package dev.clew.alerting.template;

import dev.clew.notation.template.Typed;
import java.util.AbstractList;
import java.util.List;

/** The samples of a query, in its order. */
final class QueryResult extends AbstractList<QuerySample> implements Typed {
  private final List<QuerySample> samples;

  QueryResult(List<QuerySample> samples) {
    this.samples = samples;
  }

  @Override
  public QuerySample get(int index) {
    return samples.get(index);
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public String typeName() {
    return "template.queryResult";
  }
}
