package dev.clew.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeShiftTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final long END = 1_763_683_200L * SECOND;

  @Test
  void theLastTimeBecomesTheEndAndDistancesStay() {
    TimeShift shift = TimeShift.endingAt(1_000, 9_000, END);
    assertThat(shift.shifted(9_000)).isEqualTo(END);
    assertThat(shift.shifted(1_000)).isEqualTo(END - 8_000);
    assertThat(shift.shifted(1_001)).isEqualTo(END - 7_999);
  }

  @Test
  void spreadingFillsTheDaysAndKeepsNeighboursTogether() {
    long first = 55 * DAY;
    long last = first + 200 * SECOND;
    TimeShift shift = TimeShift.spread(first, last, END, Duration.ofDays(20));
    assertThat(shift.shifted(first)).isEqualTo(END - 20 * DAY);
    assertThat(shift.shifted(last)).isBetween(END - 10 * SECOND, END);
    long before = Long.MIN_VALUE;
    for (long time = first; time <= last; time += SECOND / 10) {
      long shifted = shift.shifted(time);
      assertThat(shifted).isGreaterThan(before);
      before = shifted;
    }
    assertThat(shift.shifted(first + SECOND / 2) - shift.shifted(first)).isEqualTo(SECOND / 2);
    assertThat(shift.shifted(first + 100 * SECOND)).isBetween(END - 11 * DAY, END - 9 * DAY);
  }

  @Test
  void timesAreChangedWhereTheyStand() throws Exception {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    scope.addLogRecordsBuilder().setTimeUnixNano(100).setObservedTimeUnixNano(110).setFlags(1);
    scope.addLogRecordsBuilder().setObservedTimeUnixNano(120);
    scope.addLogRecordsBuilder().getBodyBuilder().setStringValue("no time at all");
    ExportLogsServiceRequest request =
        ExportLogsServiceRequest.newBuilder()
            .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
            .addResourceLogs(ResourceLogs.newBuilder().addScopeLogs(scope))
            .build();
    byte[] bytes = request.toByteArray();
    assertThat(new LogTimes().rewrite(bytes, time -> time + 5_000)).isEqualTo(6);
    ExportLogsServiceRequest changed = ExportLogsServiceRequest.parseFrom(bytes);
    for (ResourceLogs resource : changed.getResourceLogsList()) {
      LogRecord both = resource.getScopeLogs(0).getLogRecords(0);
      assertThat(both.getTimeUnixNano()).isEqualTo(5_100);
      assertThat(both.getObservedTimeUnixNano()).isEqualTo(5_110);
      assertThat(both.getFlags()).isEqualTo(1);
      LogRecord observed = resource.getScopeLogs(0).getLogRecords(1);
      assertThat(observed.getTimeUnixNano()).isZero();
      assertThat(observed.getObservedTimeUnixNano()).isEqualTo(5_120);
      assertThat(resource.getScopeLogs(0).getLogRecords(2))
          .isEqualTo(request.getResourceLogs(0).getScopeLogs(0).getLogRecords(2));
    }
  }

  @Test
  void daysAndHoursAreDurations() {
    assertThat(Replay.duration("20d")).isEqualTo(Duration.ofDays(20));
    assertThat(Replay.duration("36h")).isEqualTo(Duration.ofHours(36));
  }

  @Test
  void flushedMeansThatNothingWaitsAndNothingIsInMemory() {
    String status =
        "{\"buffer\":[{\"signal\":\"logs\",\"bytes\":9,\"lagEntries\":%d,\"lagMillis\":0},"
            + "{\"signal\":\"traces\",\"lagEntries\":7}],"
            + "\"stores\":[{\"signal\":\"logs\",\"rows\":10,\"memoryBytes\":%d}]}";
    assertThat(Settling.flushed(status.formatted(0, 0))).isTrue();
    assertThat(Settling.flushed(status.formatted(1, 0))).isFalse();
    assertThat(Settling.flushed(status.formatted(0, 1))).isFalse();
    assertThat(Settling.flushed("")).isFalse();
  }
}
