package dev.clew.logstore.otlp;

import dev.clew.model.CorrelationKeys;
import dev.clew.model.Severity;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.Symbols;
import org.jspecify.annotations.Nullable;

/** The fixed columns of a log record. Attributes of resource and scope have a prefix. */
public final class LogFields {
  public static final String RESOURCE = "resource.";
  public static final String SCOPE_NAME = "scope.name";
  public static final String SCOPE_VERSION = "scope.version";
  public static final String SCOPE_ATTRIBUTE = "scope.attributes.";
  public static final String SERVICE = "resource.service.name";

  public final Field body;
  public final Field severity;
  public final Field severityText;
  public final Field eventName;
  public final Field traceId;
  public final Field spanId;

  /** Observed time minus time, which is small and compresses well; absent when not sent. */
  public final Field observedOffset;

  /** Whether the severity was not sent but found ({@link LineSeverity}); absent when it was. */
  public final Field severityDetected;

  public final RowSchema schema;
  public final CorrelationKeys keys;

  public LogFields(CorrelationKeys keys) {
    this.keys = keys;
    RowSchema.Builder builder = RowSchema.builder();
    body = builder.text("body", Field.Use.TEXT, "message", "msg");
    severity = builder.small("severity", new SeverityNames(), "level");
    severityText = builder.text("severity_text", Field.Use.VALUE, "severityText");
    eventName = builder.text("event_name", Field.Use.NAME, "event", "eventName");
    traceId = builder.id128(CorrelationKeys.TRACE_ID, "traceId", "trace");
    spanId = builder.id64("span_id", "spanId", "span");
    observedOffset = builder.number("observed_offset");
    severityDetected = builder.small("severity_detected", new YesOrNo());
    schema =
        builder
            .alias("service", SERVICE)
            .alias("host", "resource.host.name")
            .alias("pod", "resource.k8s.pod.name")
            .alias("namespace", "resource.k8s.namespace.name")
            .alias("version", "resource.service.version")
            .alias("environment", "resource.deployment.environment.name")
            .alias("logger", SCOPE_NAME)
            .groupPrefixes(RESOURCE, "scope.", SCOPE_ATTRIBUTE)
            .nested(body, (root, text) -> JsonValues.read(text), "body")
            .idKeys(this::idKeyOf)
            .coverage(SERVICE, traceId)
            .build();
  }

  private @Nullable String idKeyOf(String column) {
    return keys.nameOf(column.startsWith(RESOURCE) ? column.substring(RESOURCE.length()) : column);
  }

  /** 1 is true. */
  private static final class YesOrNo implements Symbols {
    @Override
    public @Nullable Range rangeOf(String text) {
      return switch (text) {
        case "true", "1" -> new Range(1, 1);
        case "false", "0" -> new Range(0, 0);
        default -> null;
      };
    }

    @Override
    public String nameOf(int number) {
      return number == 1 ? "true" : "false";
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /** Severity ranges by name, single numbers by number. */
  private static final class SeverityNames implements Symbols {
    @Override
    public @Nullable Range rangeOf(String text) {
      Severity severity = Severity.parse(text);
      if (severity == Severity.UNSET) {
        return new Range(0, 0);
      }
      if (severity != null) {
        return new Range(severity.lowestNumber(), severity.lowestNumber() + 3);
      }
      if (text.isEmpty() || text.length() > 2 || !text.chars().allMatch(Character::isDigit)) {
        return null;
      }
      int number = Integer.parseInt(text);
      return number > 24 ? null : new Range(number, number);
    }

    @Override
    public String nameOf(int number) {
      return Severity.ofNumber(number).id();
    }

    @Override
    public String expected() {
      return "trace, debug, info, warn, error or fatal";
    }
  }
}
