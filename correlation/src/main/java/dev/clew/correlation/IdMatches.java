package dev.clew.correlation;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Span;
import dev.clew.model.SpanEvent;
import dev.clew.model.SpanLink;
import dev.clew.model.sighting.Sought;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where in a record an ID stands, and which other IDs stand there. Follows the same rules as the
 * stores: under a correlation key it is compared exactly; in another field or in a text, upper and
 * lower case are the same.
 */
final class IdMatches {
  private final CorrelationKeys keys;
  private final CorrelationId id;

  /** A field that was asked for and is no correlation key. */
  private final @Nullable String askedField;

  private final String folded;

  /** Keys under which the ID was found so far. */
  private final Set<String> found = new LinkedHashSet<>();

  IdMatches(CorrelationKeys keys, CorrelationId id) {
    this.keys = keys;
    this.id = id;
    String key = id.key();
    this.askedField = key == null || keys.isKey(key) ? null : key;
    this.folded = id.value().toLowerCase(Locale.ROOT);
  }

  /** Whether the ID is looked for in texts and in fields that are no keys, too. */
  boolean looksEverywhere() {
    return askedField == null && isWorthReadingFor(id.value());
  }

  /**
   * Whether a text is looked for in the texts of records. Short ones and plain words are found
   * under keys only: they stand in texts that have nothing to do with an ID.
   */
  private static boolean isWorthReadingFor(String value) {
    long digits = value.chars().filter(c -> c >= '0' && c <= '9').count();
    long letters = value.codePoints().filter(Character::isLetter).count();
    boolean signed = value.codePoints().anyMatch(c -> "@-_.+:/=".indexOf(c) >= 0);
    return digits > 0 ? digits + letters >= 3 : signed && letters >= 3;
  }

  Set<String> found() {
    return found;
  }

  /** By what the span is here, or null when it does not have the ID. */
  @Nullable Evidence in(Span span) {
    Evidence best = attributes("span attribute", span.attributes());
    best = strongest(best, attributes("resource attribute", span.resource().attributes()));
    for (SpanEvent event : span.events()) {
      best = strongest(best, attributes("attribute of event " + event.name(), event.attributes()));
    }
    for (SpanLink link : span.links()) {
      best = strongest(best, attributes("attribute of a link", link.attributes()));
    }
    best = strongest(best, trace(span.traceId().toString()));
    if (best == null && mentions(span.name())) {
      best = Evidence.text("span name");
    }
    if (best == null && mentions(span.statusMessage())) {
      best = Evidence.text("status message");
    }
    return best;
  }

  /** By what the log record is here, or null when it does not have the ID visibly. */
  @Nullable Evidence in(LogRecord log) {
    Evidence best = attributes("log attribute", log.attributes());
    best = strongest(best, attributes("resource attribute", log.resource().attributes()));
    best = strongest(best, trace(log.traceId().toString()));
    if (best == null || best.kind() != Evidence.Kind.KEY) {
      best = strongest(best, inBody(log.body()));
    }
    if (best == null && mentions(log.body())) {
      best = Evidence.text("log text");
    }
    return best;
  }

  private static @Nullable Evidence strongest(@Nullable Evidence a, @Nullable Evidence b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.kind().compareTo(b.kind()) <= 0 ? a : b;
  }

  /** Finds {@code "order_id": "7f3a"} and {@code order_id=7f3a}, as structured bodies have it. */
  private @Nullable Evidence inBody(String body) {
    for (int at = body.indexOf(id.value()); at >= 0; at = body.indexOf(id.value(), at + 1)) {
      int end = at - 1;
      while (end >= 0 && " \":=".indexOf(body.charAt(end)) >= 0) {
        end--;
      }
      int start = end;
      while (start >= 0 && " \"{},[(".indexOf(body.charAt(start)) < 0) {
        start--;
      }
      String name = body.substring(start + 1, end + 1);
      String key = name.isEmpty() || !standsAlone(body, at) ? null : keys.nameOf(name);
      if (key != null && wanted(key)) {
        found.add(key);
        return Evidence.key("field of the log body " + name, name);
      }
    }
    return null;
  }

  private @Nullable Evidence attributes(String what, Attributes attributes) {
    Evidence best = null;
    for (Attribute attribute : attributes) {
      Evidence one = attribute(what, attribute.key(), attribute.value());
      if (one != null && one.kind() == Evidence.Kind.KEY) {
        return one;
      }
      best = strongest(best, one);
    }
    return best;
  }

  private @Nullable Evidence attribute(String what, String name, AttributeValue value) {
    String words = what + " " + name;
    String key = keys.nameOf(name);
    if (key != null && wanted(key) && CorrelationKeys.idsIn(value).contains(id.value())) {
      found.add(key);
      return Evidence.key(words, name);
    }
    String field = fieldWith(name, value);
    if (field != null && askedField != null) {
      // Under the field that was asked for; others are not.
      return field.equalsIgnoreCase(askedField) ? Evidence.key(words, name) : null;
    }
    if (field != null) {
      return key == null || id.key() == null ? Evidence.field(what + " " + field, field) : null;
    }
    return Sought.ADDRESSES.contains(name) && mentions(value.asText())
        ? Evidence.text(words)
        : null;
  }

  /** The field that has the ID as its whole value: the attribute, or a path within it. */
  private @Nullable String fieldWith(String name, AttributeValue value) {
    return switch (value) {
      case AttributeValue.Items items ->
          items.values().stream()
              .map(item -> fieldWith(name, item))
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
      case AttributeValue.Entries entries -> {
        for (Attribute entry : entries.attributes()) {
          String field = fieldWith(name + "." + entry.key(), entry.value());
          if (field != null) {
            yield field;
          }
        }
        yield null;
      }
      default -> value.asText().toLowerCase(Locale.ROOT).equals(folded) ? name : null;
    };
  }

  private @Nullable Evidence trace(String traceId) {
    if (wanted(CorrelationKeys.TRACE_ID) && traceId.equals(id.value())) {
      found.add(CorrelationKeys.TRACE_ID);
      return Evidence.key("its trace ID", CorrelationKeys.TRACE_ID);
    }
    return null;
  }

  private boolean mentions(String text) {
    if (askedField != null || text.length() < folded.length()) {
      return false;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    for (int at = lower.indexOf(folded); at >= 0; at = lower.indexOf(folded, at + 1)) {
      if (standsAlone(lower, at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether no letter or digit touches what stands there. */
  private boolean standsAlone(String text, int at) {
    int end = at + folded.length();
    boolean begins = at == 0 || !(isWord(text.charAt(at - 1)) && isWord(text.charAt(at)));
    return begins
        && (end >= text.length() || !(isWord(text.charAt(end)) && isWord(text.charAt(end - 1))));
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
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
      List<String> values = CorrelationKeys.idsIn(attribute.value());
      for (String value : values) {
        if (!(wanted(key) && value.equals(id.value()))) {
          into.add(new CorrelationId(key, value));
        }
      }
    }
  }
}
