package dev.clew.collector.loki;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    read(logs -> PushProtobuf.read(Room.bytes(push), logs, OtlpLimits.NONE, Room.claim()));
  }

  @FuzzTest
  void json(byte[] push) {
    read(
        logs -> PushJson.read(new ByteArrayInputStream(push), logs, OtlpLimits.NONE, Room.claim()));
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

  private static void read(Consumer<PushedLogs> reader) {
    PushedLogs logs = new PushedLogs(OtlpLimits.NONE, Room.claim(), 64);
    try {
      reader.accept(logs);
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
      return;
    }
    OtlpCheck.check(Signal.LOGS, OtlpLimits.NONE, logs.array(), 0, logs.size());
  }
}
