package dev.clew.correlation;

import dev.clew.model.Attribute;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.SpanEvent;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where in a record an ID stands, and which other IDs stand there. Follows the same rules as the
 * stores: attributes of the record, its resource and its events, and the trace ID.
 */
final class IdMatches {
  private final CorrelationKeys keys;
  private final CorrelationId id;

  /** Keys under which the ID was found so far. */
  private final Set<String> found = new LinkedHashSet<>();

  IdMatches(CorrelationKeys keys, CorrelationId id) {
    this.keys = keys;
    this.id = id;
  }

  Set<String> found() {
    return found;
  }

  /** How the span carries the ID ("span attribute order.id"), or null when it does not. */
  @Nullable String in(Span span) {
    String place = place("span attribute", span.attributes());
    place = place != null ? place : place("resource attribute", span.resource().attributes());
    for (SpanEvent event : span.events()) {
      place =
          place != null ? place : place("attribute of event " + event.name(), event.attributes());
    }
    return place != null ? place : trace(span.traceId().toString());
  }

  /** How the log record carries the ID, or null when it does not do so visibly. */
  @Nullable String in(LogRecord log) {
    String place = place("log attribute", log.attributes());
    place = place != null ? place : place("resource attribute", log.resource().attributes());
    place = place != null ? place : trace(log.traceId().toString());
    return place != null ? place : inBody(log.body());
  }

  /** Finds {@code "order_id": "7f3a"} and {@code order_id=7f3a}, as structured bodies have it. */
  private @Nullable String inBody(String body) {
    for (int at = body.indexOf(id.value()); at >= 0; at = body.indexOf(id.value(), at + 1)) {
      int end = at - 1;
      while (end >= 0 && " \":=".indexOf(body.charAt(end)) >= 0) {
        end--;
      }
      int start = end;
      while (start >= 0 && " \"{},".indexOf(body.charAt(start)) < 0) {
        start--;
      }
      String name = body.substring(start + 1, end + 1);
      String key = name.isEmpty() ? null : keys.nameOf(name);
      if (key != null && wanted(key)) {
        found.add(key);
        return "field of the log body " + name;
      }
    }
    return null;
  }

  private @Nullable String place(String what, Attributes attributes) {
    for (Attribute attribute : attributes) {
      String key = keys.nameOf(attribute.key());
      if (key != null
          && wanted(key)
          && CorrelationKeys.idsIn(attribute.value()).contains(id.value())) {
        found.add(key);
        return what + " " + attribute.key();
      }
    }
    return null;
  }

  private @Nullable String trace(String traceId) {
    if (wanted(CorrelationKeys.TRACE_ID) && traceId.equals(id.value())) {
      found.add(CorrelationKeys.TRACE_ID);
      return "its trace ID";
    }
    return null;
  }

  private boolean wanted(String key) {
    return id.key() == null || key.equals(id.key());
  }

  /** Shows every correlation ID of the span but the one looked up, each once. */
  void others(Span span, BiConsumer<String, String> to) {
    Set<CorrelationId> seen = new LinkedHashSet<>();
    collect(span.attributes(), seen);
    collect(span.resource().attributes(), seen);
    span.events().forEach(event -> collect(event.attributes(), seen));
    seen.forEach(other -> to.accept(String.valueOf(other.key()), other.value()));
  }

  /** Shows every correlation ID of the record but the one looked up, each once. */
  void others(LogRecord log, BiConsumer<String, String> to) {
    Set<CorrelationId> seen = new LinkedHashSet<>();
    collect(log.attributes(), seen);
    collect(log.resource().attributes(), seen);
    seen.forEach(other -> to.accept(String.valueOf(other.key()), other.value()));
  }

  private void collect(Attributes attributes, Set<CorrelationId> into) {
    for (Attribute attribute : attributes) {
      String key = keys.nameOf(attribute.key());
      if (key == null) {
        continue;
      }
      for (String value : CorrelationKeys.idsIn(attribute.value())) {
        if (!(wanted(key) && value.equals(id.value()))) {
          into.add(new CorrelationId(key, value));
        }
      }
    }
  }
}
