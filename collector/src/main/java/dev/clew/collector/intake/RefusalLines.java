package dev.clew.collector.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes refusals to the log, one line for each kind and minute however many there are: thousands
 * of senders with the same fault must not fill a disk. Not thread-safe.
 */
final class RefusalLines {
  private static final Logger log = LoggerFactory.getLogger(RefusalLines.class);
  private static final int LONGEST = 500;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<Refusal.Kind, Line> lines = new EnumMap<>(Refusal.Kind.class);

  private static final class Line {
    Instant told = Instant.MIN;
    long untold;
  }

  private final BiConsumer<Level, String> out;

  RefusalLines(InstantSource clock) {
    this(clock, (level, line) -> log.atLevel(level).log(line));
  }

  RefusalLines(InstantSource clock, BiConsumer<Level, String> out) {
    this.clock = clock;
    this.out = out;
  }

  /** Notes one; the first of a minute is told, with how many were not. */
  void note(String remote, String protocol, Refusal refusal) {
    Line line = lines.computeIfAbsent(refusal.kind(), none -> new Line());
    Instant now = clock.instant();
    if (line.told.isAfter(now.minus(PERIOD)) && !line.told.isAfter(now)) {
      line.untold++;
      return;
    }
    String more =
        line.untold == 0
            ? ""
            : " (and " + line.untold + " of this kind since they were last told of)";
    out.accept(
        level(refusal.kind()),
        protocol + " from " + remote + ": " + printable(refusal.message()) + more);
    line.told = now;
    line.untold = 0;
  }

  /** What senders wrote may be quoted in it: it must not look like lines of ours. */
  private static String printable(String message) {
    StringBuilder out = new StringBuilder(message.length());
    message
        .codePoints()
        .limit(LONGEST)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '\ufffd' : c));
    return out.toString();
  }

  /** Whether those who run the appliance have to do something, or only those who send. */
  private static Level level(Refusal.Kind kind) {
    return kind.retryable() || kind == Refusal.Kind.INTERNAL ? Level.WARN : Level.INFO;
  }
}
