package dev.clew.storage.block.segment;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;

/**
 * The rows of one UTC day that are kept equally long; dropped as a whole directory.
 *
 * @param day since the epoch
 * @param keepDays how many days the retention rule of these rows keeps them; 0 stands for the
 *     store's own retention, which may change while they lie there
 */
public record Partition(long day, int keepDays) implements Comparable<Partition> {
  private static final Comparator<Partition> ORDER =
      Comparator.comparingLong(Partition::day).thenComparingInt(Partition::keepDays);

  public static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  /** What {@link #directory} gives, as a regular expression. */
  public static final String NAME = "[0-9]{8}(-[0-9]+d)?";

  Path directory(Path store) {
    String name = DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.ofEpochDay(day));
    return store.resolve(keepDays == 0 ? name : name + "-" + keepDays + "d");
  }

  /** For messages. */
  public String date() {
    return LocalDate.ofEpochDay(day).toString();
  }

  @Override
  public int compareTo(Partition other) {
    return ORDER.compare(this, other);
  }
}
