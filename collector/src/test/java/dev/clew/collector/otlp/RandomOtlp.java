package dev.clew.collector.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.clew.model.Signal;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** Export requests of any shape, and JSON of them with its names in any order. */
final class RandomOtlp {
  private static final int DEEPEST = 12;

  private final Random random;

  RandomOtlp(Random random) {
    this.random = random;
  }

  Message request(Signal signal) {
    return switch (signal) {
      case LOGS -> fill(ExportLogsServiceRequest.newBuilder(), 0);
      case METRICS -> fill(ExportMetricsServiceRequest.newBuilder(), 0);
      case TRACES -> fill(ExportTraceServiceRequest.newBuilder(), 0);
    };
  }

  private Message fill(Message.Builder builder, int depth) {
    for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
      if (depth == DEEPEST || random.nextInt(3) == 0) {
        continue;
      }
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          builder.addRepeatedField(field, value(builder, field, depth));
        }
      } else {
        builder.setField(field, value(builder, field, depth));
      }
    }
    return builder.build();
  }

  private Object value(Message.Builder builder, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case MESSAGE -> fill(builder.newBuilderForField(field), depth + 1);
      case STRING -> text();
      case BYTE_STRING -> {
        byte[] bytes = new byte[isId(field) ? idBytes(field) : random.nextInt(8)];
        random.nextBytes(bytes);
        yield ByteString.copyFrom(bytes);
      }
      case BOOLEAN -> random.nextBoolean();
      case DOUBLE -> random.nextInt(4) == 0 ? 0d : random.nextGaussian() * 1e9;
      case FLOAT -> random.nextFloat();
      case LONG -> random.nextInt(4) == 0 ? 0L : random.nextLong() >> random.nextInt(63);
      case INT -> random.nextInt(4) == 0 ? 0 : random.nextInt() >> random.nextInt(31);
      case ENUM -> {
        List<EnumValueDescriptor> values = field.getEnumType().getValues();
        yield values.get(random.nextInt(values.size()));
      }
    };
  }

  private String text() {
    String[] pieces = {
      "", "a", "\"", "\\", "\n", "ä", "€", "\ud83d\ude00", "\u0001", "/", "x".repeat(200)
    };
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      out.append(pieces[random.nextInt(pieces.length)]);
    }
    return out.toString();
  }

  private static boolean isId(FieldDescriptor field) {
    return field.getName().endsWith("trace_id") || field.getName().endsWith("span_id");
  }

  private static int idBytes(FieldDescriptor field) {
    return field.getName().equals("trace_id") ? 16 : 8;
  }

  /** With blanks, unknown names, and values that are given again later. */
  String json(Message message) {
    List<FieldDescriptor> fields = new ArrayList<>(message.getAllFields().keySet());
    Collections.shuffle(fields, random);
    List<String> members = new ArrayList<>();
    for (FieldDescriptor field : fields) {
      if (!field.isRepeated() && random.nextInt(10) == 0) {
        Object before = value(message.newBuilderForType(), field, DEEPEST - 1);
        members.add(member(field, scalar(field, before)));
      }
      members.add(member(field, json(message, field)));
      if (random.nextInt(10) == 0) {
        members.add(
            "\"unknown\":" + (random.nextBoolean() ? "[{\"a\":[1,null]},\"b\"]" : "-1.5e3"));
      }
    }
    String blank = random.nextInt(5) == 0 ? " \n" : "";
    return "{" + blank + String.join("," + blank, members) + blank + "}";
  }

  private String member(FieldDescriptor field, String value) {
    String name = random.nextInt(5) == 0 ? field.getName() : field.getJsonName();
    return '"' + name + "\":" + value;
  }

  private String json(Message message, FieldDescriptor field) {
    if (!field.isRepeated()) {
      return scalar(field, message.getField(field));
    }
    List<String> items = new ArrayList<>();
    for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
      items.add(scalar(field, message.getRepeatedField(field, i)));
    }
    return "[" + String.join(",", items) + "]";
  }

  private String scalar(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case MESSAGE -> json((Message) value);
      case STRING -> quoted((String) value);
      case BYTE_STRING -> {
        byte[] bytes = ((ByteString) value).toByteArray();
        yield '"'
            + (isId(field)
                ? HexFormat.of().formatHex(bytes)
                : Base64.getEncoder().encodeToString(bytes))
            + '"';
      }
      case ENUM ->
          random.nextBoolean()
              ? Integer.toString(((EnumValueDescriptor) value).getNumber())
              : '"' + ((EnumValueDescriptor) value).getName() + '"';
      case LONG -> number(field.getType().name(), (Long) value);
      case INT -> number(field.getType().name(), (Integer) value & 0xffff_ffffL);
      default -> String.valueOf(value);
    };
  }

  private String number(String type, long bits) {
    boolean unsigned = type.startsWith("U") || type.startsWith("FIXED");
    boolean small = type.endsWith("32");
    String text = unsigned ? Long.toUnsignedString(bits) : Long.toString(small ? (int) bits : bits);
    return random.nextBoolean() ? text : '"' + text + '"';
  }

  private String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < ' ' || (c > '~' && random.nextBoolean() && !Character.isSurrogate(c))) {
        out.append(String.format("\\u%04x", (int) c));
      } else if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
