package dev.clew.model.sighting;

import dev.clew.model.CorrelationId;
import dev.clew.model.TraceId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows to look for: those that carry an ID, those of some traces, or either.
 *
 * @param id a key that is not among the configured ones is the name of a field
 */
public record Sought(@Nullable CorrelationId id, List<TraceId> traces) {
  /** Fields that hold addresses: what an ID is a part of, and never the whole. */
  public static final List<String> ADDRESSES =
      List.of("url.path", "url.full", "url.query", "http.target", "http.url");

  public Sought {
    traces = List.copyOf(traces);
  }

  public static Sought carrying(CorrelationId id) {
    return new Sought(id, List.of());
  }

  public static Sought ofTraces(Collection<TraceId> traces) {
    return new Sought(null, List.copyOf(traces));
  }

  public Sought orOfTraces(Collection<TraceId> more) {
    return new Sought(id, List.copyOf(more));
  }
}
