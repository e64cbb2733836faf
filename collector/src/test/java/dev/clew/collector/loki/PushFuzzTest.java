package dev.clew.collector.loki;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Loki's pushes are refused with a reason, or become OTLP that passes its check. */
class PushFuzzTest {
  static Stream<byte[]> protobufs() {
    return Stream.of(
        Pushes.protobuf(
            "{app=\"shop\", env=\"a\\\"b\\u00e4\"}",
            List.of(
                new Pushes.Entry(1_763_683_200_123_456_789L, "one", Map.of("trace_id", "00ff")),
                new Pushes.Entry(1_763_683_200_123_456_790L, "två", Map.of("level", "warn")))));
  }

  @MethodSource("protobufs")
  @FuzzTest
  void protobuf(byte[] push) {
    read(PushProtobuf::toOtlp, push);
  }

  @FuzzTest
  void json(byte[] push) {
    read(PushJson::toOtlp, push);
  }

  /** Labels that are read are read again from their own text. */
  @FuzzTest
  void labels(byte[] bytes) {
    try {
      Map<String, String> labels = LabelText.parse(new String(bytes, StandardCharsets.UTF_8));
      StringBuilder text = new StringBuilder("{");
      labels.forEach(
          (name, value) -> text.append(quoted(name)).append('=').append(quoted(value)).append(','));
      assertThat(LabelText.parse(text.append('}').toString())).isEqualTo(labels);
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static void read(UnaryOperator<byte[]> reader, byte[] push) {
    byte[] otlp;
    try {
      otlp = reader.apply(push);
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
      return;
    }
    OtlpCheck.check(Signal.LOGS, OtlpLimits.NONE, otlp, 0, otlp.length);
  }
}
