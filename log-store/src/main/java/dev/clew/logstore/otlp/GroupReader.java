package dev.clew.logstore.otlp;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.Attributes;
import dev.clew.model.Resource;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;

/** Reads resource and scope into the attributes that the records below share. */
final class GroupReader {
  private Attributes resource = Attributes.EMPTY;

  /** Looks for the resource of a {@code ResourceLogs}. */
  void resource(ProtoCursor resourceLogs) {
    Attributes.Builder builder = new Attributes.Builder();
    while (resourceLogs.next()) {
      if (resourceLogs.field() == 1) {
        int outer = resourceLogs.enter();
        attributes(resourceLogs, 1, LogFields.RESOURCE, builder);
        resourceLogs.leave(outer);
      } else {
        resourceLogs.skip();
      }
    }
    Attributes sent = builder.build();
    if (sent.get(LogFields.SERVICE) == null) {
      builder.put(LogFields.SERVICE, AttributeValue.of(Resource.UNKNOWN_SERVICE));
    }
    resource = builder.build();
  }

  /** The severity that the resource gives for all its records; 0 for none. */
  int severity() {
    for (Attribute attribute : resource) {
      byte[] name = attribute.key().getBytes(StandardCharsets.UTF_8);
      int prefix = LogFields.RESOURCE.length();
      if (LineSeverity.isKey(name, prefix, name.length - prefix)) {
        byte[] value = attribute.value().asText().getBytes(StandardCharsets.UTF_8);
        int severity = LineSeverity.named(value, 0, value.length);
        if (severity > 0) {
          return severity;
        }
      }
    }
    return 0;
  }

  /** Looks for the scope of a {@code ScopeLogs}; returns it together with the resource. */
  Attributes withScope(ProtoCursor scopeLogs) {
    Attributes.Builder builder = new Attributes.Builder();
    resource.forEach(attribute -> builder.put(attribute.key(), attribute.value()));
    while (scopeLogs.next()) {
      if (scopeLogs.field() == 1) {
        int outer = scopeLogs.enter();
        scope(scopeLogs, builder);
        scopeLogs.leave(outer);
      } else {
        scopeLogs.skip();
      }
    }
    return builder.build();
  }

  private static void scope(ProtoCursor scope, Attributes.Builder builder) {
    while (scope.next()) {
      switch (scope.field()) {
        case 1 -> put(builder, LogFields.SCOPE_NAME, scope.string());
        case 2 -> put(builder, LogFields.SCOPE_VERSION, scope.string());
        case 3 -> keyValue(scope, LogFields.SCOPE_ATTRIBUTE, builder);
        default -> scope.skip();
      }
    }
  }

  private static void put(Attributes.Builder builder, String key, String value) {
    if (!value.isEmpty()) {
      builder.put(key, AttributeValue.of(value));
    }
  }

  private static void attributes(
      ProtoCursor cursor, int field, String prefix, Attributes.Builder builder) {
    while (cursor.next()) {
      if (cursor.field() == field) {
        keyValue(cursor, prefix, builder);
      } else {
        cursor.skip();
      }
    }
  }

  private static void keyValue(ProtoCursor cursor, String prefix, Attributes.Builder builder) {
    int outer = cursor.enter();
    Attributes.Builder one = new Attributes.Builder();
    AnyValues.keyValue(cursor, one);
    for (Attribute attribute : one.build()) {
      builder.put(prefix + attribute.key(), attribute.value());
    }
    cursor.leave(outer);
  }
}
