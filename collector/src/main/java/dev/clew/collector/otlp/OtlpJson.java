package dev.clew.collector.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns OTLP/JSON into protobuf. It is ProtoJSON but for three points (opentelemetry.io/docs/specs/
 * otlp/#json-protobuf-encoding): trace and span IDs are hexadecimal, enums are numbers, and unknown
 * fields are ignored. Names of enum values and snake-case field names are understood too, as
 * protobuf's own readers do.
 */
final class OtlpJson {
  /** As deep as OtlpCheck lets protobuf be. Each AnyValue level is up to three of JSON. */
  private static final int DEEPEST = 400;

  private static final Set<String> ID_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE) // the body is bounded already
                  .build())
          .build();

  private final JsonParser parser;

  private OtlpJson(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * @throws RefusedException when the text is not JSON or does not fit; the message says where
   */
  static byte[] toProtobuf(Signal signal, byte[] json) {
    Message.Builder builder =
        switch (signal) {
          case LOGS -> ExportLogsServiceRequest.newBuilder();
          case METRICS -> ExportMetricsServiceRequest.newBuilder();
          case TRACES -> ExportTraceServiceRequest.newBuilder();
        };
    try (JsonParser parser = JSON.createParser(json)) {
      OtlpJson reader = new OtlpJson(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw reader.malformed("the body", "a JSON object");
      }
      reader.object(builder);
      if (parser.nextToken() != null) {
        throw reader.malformed("text after the JSON object", "nothing");
      }
    } catch (JsonProcessingException e) {
      throw refusal(e.getOriginalMessage() + where(e.getLocation()));
    } catch (IOException e) {
      throw refusal(String.valueOf(e.getMessage()));
    }
    return builder.build().toByteArray();
  }

  private void object(Message.Builder builder) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      FieldDescriptor field = field(builder, name);
      JsonToken token = parser.nextToken();
      if (field == null || token == JsonToken.VALUE_NULL) {
        parser.skipChildren();
      } else if (!field.isRepeated()) {
        builder.setField(field, value(builder, field));
      } else if (token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          builder.addRepeatedField(field, value(builder, field));
        }
      } else {
        throw malformed(name, "an array");
      }
    }
  }

  private static @Nullable FieldDescriptor field(Message.Builder builder, String name) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (field.getJsonName().equals(name) || field.getName().equals(name)) {
        return field;
      }
    }
    return null;
  }

  private Object value(Message.Builder parent, FieldDescriptor field) throws IOException {
    return switch (field.getJavaType()) {
      case MESSAGE -> {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
          throw malformed(field.getJsonName(), "an object");
        }
        Message.Builder child = parent.newBuilderForField(field);
        object(child);
        yield child.build();
      }
      case STRING -> text(field);
      case BYTE_STRING -> bytes(field);
      case BOOLEAN -> bool(field);
      case DOUBLE -> real(field);
      case FLOAT -> (float) real(field);
      case LONG -> whole(field);
      case INT -> (int) whole(field);
      case ENUM -> enumValue(field);
    };
  }

  private String text(FieldDescriptor field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(field.getJsonName(), "a string");
    }
    return parser.getText();
  }

  private boolean bool(FieldDescriptor field) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw malformed(field.getJsonName(), "true or false");
    };
  }

  private ByteString bytes(FieldDescriptor field) throws IOException {
    String text = text(field);
    if (ID_FIELDS.contains(field.getName())) {
      int digits = field.getName().equals("trace_id") ? 32 : 16;
      if (!text.isEmpty() && text.length() != digits) {
        throw malformed(
            field.getJsonName() + " \"" + shortened(text) + "\"", digits + " hexadecimal digits");
      }
      try {
        return ByteString.copyFrom(HexFormat.of().parseHex(text));
      } catch (IllegalArgumentException e) {
        throw malformed(
            field.getJsonName() + " \"" + shortened(text) + "\"", digits + " hexadecimal digits");
      }
    }
    try {
      return ByteString.copyFrom(
          text.indexOf('-') >= 0 || text.indexOf('_') >= 0
              ? Base64.getUrlDecoder().decode(text)
              : Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw malformed(field.getJsonName(), "base64");
    }
  }

  private double real(FieldDescriptor field) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getDoubleValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      try {
        return switch (parser.getText()) {
          case "NaN" -> Double.NaN;
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> Double.parseDouble(parser.getText());
        };
      } catch (NumberFormatException e) {
        throw malformed(
            field.getJsonName() + " \"" + shortened(parser.getText()) + "\"", "a number");
      }
    }
    throw malformed(field.getJsonName(), "a number");
  }

  /** Of any integer type; unsigned ones come back with their bits. */
  private long whole(FieldDescriptor field) throws IOException {
    BigInteger number = bigInteger(field);
    String type = field.getType().name();
    boolean unsigned = type.startsWith("U") || type.startsWith("FIXED");
    int bits = field.getJavaType() == FieldDescriptor.JavaType.INT ? 32 : 64;
    boolean fits =
        unsigned ? number.signum() >= 0 && number.bitLength() <= bits : number.bitLength() < bits;
    if (!fits) {
      throw malformed(
          field.getJsonName() + " " + number,
          (unsigned ? "an unsigned " : "a signed ") + bits + "-bit integer");
    }
    return number.longValue();
  }

  private BigInteger bigInteger(FieldDescriptor field) throws IOException {
    JsonToken token = parser.currentToken();
    try {
      if (token == JsonToken.VALUE_NUMBER_INT) {
        return parser.getBigIntegerValue();
      }
      boolean other = token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_STRING;
      if (other && parser.getTextLength() <= 400) {
        BigDecimal number = new BigDecimal(parser.getText()); // 1e3 and "1.0" are integers too
        if (Math.abs((long) number.scale()) <= 400) {
          return number.toBigIntegerExact();
        }
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw malformed(field.getJsonName() + " " + shortened(parser.getText()), "an integer");
    }
    throw malformed(field.getJsonName(), "an integer, as number or string");
  }

  private EnumValueDescriptor enumValue(FieldDescriptor field) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      EnumValueDescriptor named = field.getEnumType().findValueByName(parser.getText());
      if (named != null) {
        return named;
      }
    }
    BigInteger number = bigInteger(field);
    return field.getEnumType().findValueByNumberCreatingIfUnknown(number.intValue());
  }

  private static String shortened(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }

  private RefusedException malformed(String what, String expected) {
    return refusal(what + " (expected: " + expected + ")" + where(parser.currentTokenLocation()));
  }

  private static String where(@Nullable JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + " column " + location.getColumnNr();
  }

  private static RefusedException refusal(String what) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "not OTLP/JSON: " + what,
        "See opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding; protobuf bodies need"
            + " Content-Type: application/x-protobuf.");
  }
}
