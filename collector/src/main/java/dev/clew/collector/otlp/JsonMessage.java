package dev.clew.collector.otlp;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.clew.collector.json.JsonReader;
import dev.clew.model.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a protobuf message by their names in JSON, read once from its descriptor. */
final class JsonMessage {
  private static final Set<String> ID_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");
  private static final Set<String> RECORDS = Set.of("LogRecord", "Span");

  private static final JsonMessage LOGS = of(ExportLogsServiceRequest.getDescriptor());
  private static final JsonMessage METRICS = of(ExportMetricsServiceRequest.getDescriptor());
  private static final JsonMessage TRACES = of(ExportTraceServiceRequest.getDescriptor());

  /** How a value is written in JSON and on the wire. */
  enum Form {
    MESSAGE,
    TEXT,
    ID,
    BYTES,
    BOOL,
    DOUBLE,
    SIGNED_64,
    UNSIGNED_64,
    FIXED_64,
    SIGNED_FIXED_64,
    SIGNED_32,
    ZIGZAG_32,
    UNSIGNED_32,
    FIXED_32,
    ENUM
  }

  /** One field; {@code seenBit} is shared by the fields of which a message can have one only. */
  static final class Field {
    final int number;
    final Form form;
    final boolean repeated;
    final boolean explicit;
    final boolean value;
    final long seenBit;
    final String name;
    private final byte[] jsonName;
    private final byte[] protoName;
    private final Map<String, Integer> enumNumbers = new HashMap<>();
    private @Nullable JsonMessage message;

    private Field(FieldDescriptor field, boolean value) {
      number = field.getNumber();
      form = form(field);
      repeated = field.isRepeated();
      explicit = field.hasPresence();
      this.value = value;
      var oneof = field.getRealContainingOneof();
      seenBit = repeated ? 0 : oneof != null ? 1L << (63 - oneof.getIndex()) : 1L << number;
      name = field.getJsonName();
      jsonName = field.getJsonName().getBytes(StandardCharsets.US_ASCII);
      protoName = field.getName().getBytes(StandardCharsets.US_ASCII);
      if (form == Form.ENUM) {
        for (EnumValueDescriptor known : field.getEnumType().getValues()) {
          enumNumbers.put(known.getName(), known.getNumber());
        }
      }
    }

    JsonMessage message() {
      JsonMessage known = message;
      if (known == null) {
        throw new IllegalStateException("BUG: " + name + " is no message");
      }
      return known;
    }

    @Nullable Integer enumNumber(String constant) {
      return enumNumbers.get(constant);
    }

    /** How many digits an ID has. */
    int digits() {
      return name.equals("traceId") ? 32 : 16;
    }
  }

  private final Field[] fields;
  private final boolean record;

  private JsonMessage(Descriptor descriptor) {
    String name = descriptor.getName();
    record = RECORDS.contains(name) || name.endsWith("DataPoint");
    boolean value = name.equals("AnyValue");
    fields =
        descriptor.getFields().stream().map(field -> new Field(field, value)).toArray(Field[]::new);
  }

  static JsonMessage request(Signal signal) {
    return switch (signal) {
      case LOGS -> LOGS;
      case METRICS -> METRICS;
      case TRACES -> TRACES;
    };
  }

  private static JsonMessage of(Descriptor descriptor) {
    return of(descriptor, new HashMap<>());
  }

  private static JsonMessage of(Descriptor descriptor, Map<String, JsonMessage> known) {
    JsonMessage seen = known.get(descriptor.getFullName());
    if (seen != null) {
      return seen;
    }
    JsonMessage message = new JsonMessage(descriptor);
    known.put(descriptor.getFullName(), message);
    for (FieldDescriptor field : descriptor.getFields()) {
      if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        message.fields[field.getIndex()].message = of(field.getMessageType(), known);
      }
    }
    return message;
  }

  /** Whether it counts as one record of a request. */
  boolean isRecord() {
    return record;
  }

  /** The field whose name the reader has read, in camel case or as in the protocol's files. */
  @Nullable Field field(JsonReader json) {
    for (Field field : fields) {
      if (json.isName(field.jsonName) || json.isName(field.protoName)) {
        return field;
      }
    }
    return null;
  }

  /** Whether a field of this number is one of those that share the bit. */
  boolean shares(int number, long seenBit) {
    for (Field field : fields) {
      if (field.number == number) {
        return field.seenBit == seenBit;
      }
    }
    return false;
  }

  private static Form form(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE -> Form.MESSAGE;
      case STRING -> Form.TEXT;
      case BYTES -> ID_FIELDS.contains(field.getName()) ? Form.ID : Form.BYTES;
      case BOOL -> Form.BOOL;
      case DOUBLE -> Form.DOUBLE;
      case INT64 -> Form.SIGNED_64;
      case UINT64 -> Form.UNSIGNED_64;
      case FIXED64 -> Form.FIXED_64;
      case SFIXED64 -> Form.SIGNED_FIXED_64;
      case INT32 -> Form.SIGNED_32;
      case SINT32 -> Form.ZIGZAG_32;
      case UINT32 -> Form.UNSIGNED_32;
      case FIXED32 -> Form.FIXED_32;
      case ENUM -> Form.ENUM;
      case FLOAT, SFIXED32, SINT64, GROUP ->
          throw new IllegalStateException("BUG: OTLP has no " + field.getType());
    };
  }
}
