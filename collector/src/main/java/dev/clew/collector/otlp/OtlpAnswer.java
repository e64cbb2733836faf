package dev.clew.collector.otlp;

import com.google.protobuf.CodedOutputStream;
import dev.clew.collector.intake.Refusal;
import dev.clew.model.Signal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The answers' bodies: {@code Export…ServiceResponse}, which is the same on the wire for the three
 * signals, and {@code google.rpc.Status}, each as protobuf or JSON.
 */
final class OtlpAnswer {
  private static final String RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo";

  private OtlpAnswer() {}

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * {@code partial_success = 1 { rejected_… = 1, error_message = 2 }}, left out when all is well.
   */
  static byte[] protobuf(OtlpIntake.Taken taken) {
    if (taken.message().isEmpty()) {
      return new byte[0];
    }
    byte[] partialSuccess =
        message(out -> {
          out.writeInt64(1, taken.droppedRecords());
          out.writeString(2, taken.message());
        });
    return message(out -> out.writeByteArray(1, partialSuccess));
  }

  static String json(Signal signal, OtlpIntake.Taken taken) {
    if (taken.message().isEmpty()) {
      return "{}";
    }
    String count =
        switch (signal) {
          case LOGS -> "rejectedLogRecords";
          case METRICS -> "rejectedDataPoints";
          case TRACES -> "rejectedSpans";
        };
    return "{\"partialSuccess\":{\""
        + count
        + "\":\""
        + taken.droppedRecords()
        + "\",\"errorMessage\":"
        + quoted(taken.message())
        + "}}";
  }

  /** {@code google.rpc.Status}, with a {@code RetryInfo} when sending again makes sense. */
  static byte[] protobuf(Refusal refusal) {
    return message(out -> {
      out.writeInt32(1, refusal.kind().grpcCode());
      out.writeString(2, refusal.message());
      if (refusal.kind().retryable()) {
        byte[] delay = message(duration -> duration.writeInt64(1, Refusal.RETRY_SECONDS));
        byte[] retryInfo = message(info -> info.writeByteArray(1, delay));
        byte[] any =
            message(detail -> {
              detail.writeString(1, RETRY_INFO);
              detail.writeByteArray(2, retryInfo);
            });
        out.writeByteArray(3, any);
      }
    });
  }

  static String json(Refusal refusal) {
    return "{\"code\":"
        + refusal.kind().grpcCode()
        + ",\"message\":"
        + quoted(refusal.message())
        + "}";
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    out.append(com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance().quoteAsString(text));
    return out.append('"').toString();
  }
}
