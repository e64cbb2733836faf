package dev.clew.logstore.twin;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.Severity;
import dev.clew.model.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tests a filter on one record, by the words of the documentation and nothing clever. */
final class NaiveFilter {
  private static final String WORD = "[\\p{L}\\p{Nd}_]";
  private static final Pattern FIRST_FIELD = Pattern.compile("^\\{\"([^\"]+)\":\"([^\"]*)\"");
  private final CorrelationKeys keys;

  NaiveFilter(CorrelationKeys keys) {
    this.keys = keys;
  }

  boolean test(Filter filter, LogRecord record) {
    return test(filter, record, false);
  }

  private boolean test(Filter filter, LogRecord record, boolean exact) {
    return switch (filter) {
      case Filter.All all -> true;
      case Filter.And and -> and.of().stream().allMatch(f -> test(f, record, exact));
      case Filter.Or or -> or.of().stream().anyMatch(f -> test(f, record, exact));
      case Filter.Not not -> !test(not.of(), record, exact);
      case Filter.Word word ->
          text(word.field(), record, words(word.text(), true, true, exact))
              || (word.field() == null
                  && word.text().length() >= 3
                  && word.text().chars().anyMatch(c -> c >= '0' && c <= '9')
                  && carries(null, word.text(), record));
      case Filter.Phrase phrase ->
          text(phrase.field(), record, words(phrase.text(), true, true, exact));
      case Filter.Prefix prefix ->
          text(prefix.field(), record, words(prefix.text(), true, false, exact));
      case Filter.Suffix suffix ->
          text(suffix.field(), record, words(suffix.text(), false, true, exact));
      case Filter.Substring part ->
          text(part.field(), record, find(Pattern.quote(part.text()), exact));
      case Filter.Regex regex -> text(regex.field(), record, find(regex.pattern(), exact));
      case Filter.Wildcard wildcard ->
          text(wildcard.field(), record, glob(wildcard.pattern(), exact));
      case Filter.Equals equals -> equalTo(equals.field(), equals.value(), record, exact);
      case Filter.Exists exists -> exists(exists.field(), record);
      case Filter.Compare compare -> compares(compare, record);
      case Filter.Carries carries -> carries(carries.key(), carries.value(), record);
      case Filter.ExactCase cased -> test(cased.of(), record, true);
      default -> throw new IllegalArgumentException("filter: " + filter + " (not known here)");
    };
  }

  private static Predicate<String> find(String expression, boolean exact) {
    Pattern pattern =
        Pattern.compile(expression, exact ? 0 : Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return text -> pattern.matcher(text).find();
  }

  /** A boundary is asked for only where the wanted text itself begins or ends with a word. */
  private static Predicate<String> words(
      String text, boolean fromStart, boolean toEnd, boolean exact) {
    boolean begins = fromStart && Pattern.compile("^" + WORD).matcher(text).find();
    boolean ends = toEnd && Pattern.compile(WORD + "$").matcher(text).find();
    return find(
        (begins ? "(?<!" + WORD + ")" : "")
            + Pattern.quote(text)
            + (ends ? "(?!" + WORD + ")" : ""),
        exact);
  }

  private static Predicate<String> glob(String pattern, boolean exact) {
    StringBuilder expression = new StringBuilder("(?s)^");
    for (String part : pattern.split("\\*", -1)) {
      expression.append(expression.length() > 5 ? ".*" : "").append(Pattern.quote(part));
    }
    return find(expression.append("$(?![\\r\\n])").toString(), exact);
  }

  private static boolean text(
      @Nullable String field, LogRecord record, Predicate<String> predicate) {
    return texts(field == null ? "body" : field, record).stream().anyMatch(predicate);
  }

  private static List<String> texts(String field, LogRecord record) {
    String fixed = fixed(field, record);
    if (fixed != null) {
      return fixed.isEmpty() ? List.of() : List.of(fixed);
    }
    return attributes(field, record).stream().map(AttributeValue::asText).toList();
  }

  private static @Nullable String fixed(String field, LogRecord record) {
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "body", "message", "msg" -> record.body();
      case "severity", "level" -> Severity.ofNumber(record.severityNumber()).id();
      case "severity_text", "severitytext" -> record.severityText();
      case "event_name", "event", "eventname" -> record.eventName();
      case "trace_id", "traceid", "trace" ->
          record.traceId().isPresent() ? record.traceId().toString() : "";
      case "span_id", "spanid", "span" ->
          record.spanId().isPresent() ? record.spanId().toString() : "";
      default -> null;
    };
  }

  private static List<AttributeValue> attributes(String field, LogRecord record) {
    String name =
        switch (field.toLowerCase(Locale.ROOT)) {
          case "service" -> "resource.service.name";
          case "host" -> "resource.host.name";
          case "pod" -> "resource.k8s.pod.name";
          case "logger" -> "scope.name";
          default -> field;
        };
    return HeapLogs.values(
        record, List.of(name, "resource." + name, "scope." + name, "scope.attributes." + name));
  }

  private static boolean equalTo(String field, String value, LogRecord record, boolean exact) {
    String fixed = fixed(field, record);
    if (fixed != null) {
      return switch (field) {
        case "body", "message", "msg" -> words(value, true, true, exact).test(fixed);
        default -> exact ? fixed.equals(value) : fixed.equalsIgnoreCase(value);
      };
    }
    double number = Filter.Operand.of(value).number();
    return attributes(field, record).stream()
        .anyMatch(own ->
            (exact ? own.asText().equals(value) : own.asText().equalsIgnoreCase(value))
                || (!(own instanceof AttributeValue.Text) && numberOf(own) == number));
  }

  private static double numberOf(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Whole whole -> whole.value();
      case AttributeValue.Real real -> real.value();
      case AttributeValue.Bool bool -> bool.value() ? 1 : 0;
      case AttributeValue.Text text -> {
        try {
          yield text.value().length() > 40 ? Double.NaN : Double.parseDouble(text.value());
        } catch (NumberFormatException e) {
          yield Double.NaN;
        }
      }
      default -> Double.NaN;
    };
  }

  private static boolean exists(String field, LogRecord record) {
    return switch (field) {
      case "severity", "level" -> record.severityNumber() > 0;
      default ->
          fixed(field, record) != null
              ? !texts(field, record).isEmpty()
              : !attributes(field, record).isEmpty();
    };
  }

  private static boolean compares(Filter.Compare compare, LogRecord record) {
    if (compare.field().equals("severity")) {
      Severity severity = Severity.parse(compare.operand().text());
      int low =
          severity == null ? Integer.parseInt(compare.operand().text()) : severity.lowestNumber();
      int high = severity == null || low == 0 ? low : low + 3;
      return switch (compare.op()) {
        case LESS -> record.severityNumber() < low;
        case AT_MOST -> record.severityNumber() <= high;
        case GREATER -> record.severityNumber() > high;
        case AT_LEAST -> record.severityNumber() >= low;
      };
    }
    return attributes(compare.field(), record).stream()
        .anyMatch(own -> compare.op().test(numberOf(own), compare.operand().number()));
  }

  private boolean carries(@Nullable String key, String value, LogRecord record) {
    List<String> ids = new ArrayList<>();
    if (record.traceId().isPresent() && (key == null || key.equals(CorrelationKeys.TRACE_ID))) {
      ids.add(record.traceId().toString());
    }
    for (Attribute attribute : record.attributes()) {
      add(ids, key, attribute);
    }
    for (Attribute attribute : record.resource().attributes()) {
      add(ids, key, attribute);
    }
    // Of bodies that are JSON text the first field will do here.
    Matcher json = FIRST_FIELD.matcher(record.body());
    String named = json.find() ? keys.nameOf(json.group(1)) : null;
    if (named != null && (key == null || key.equals(named))) {
      ids.add(json.group(2));
    }
    return ids.contains(value);
  }

  private void add(List<String> ids, @Nullable String key, Attribute attribute) {
    String name = keys.nameOf(attribute.key());
    if (name != null && (key == null || key.equals(name))) {
      ids.add(attribute.value().asText());
    }
  }
}
