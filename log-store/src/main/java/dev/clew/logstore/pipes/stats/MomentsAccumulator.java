package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.flow.Cell;
import org.jspecify.annotations.Nullable;

/** Sum, mean and deviation of the numbers of its fields; Welford's method. */
final class MomentsAccumulator implements Accumulator {
  /** What is asked of the numbers. */
  enum Ask {
    SUM,
    RATE,
    MEAN,
    DEVIATION
  }

  private final int[] fields;
  private final Ask ask;
  private long count;
  private double sum;
  private double mean;
  private double squares;

  MomentsAccumulator(int[] fields, Ask ask) {
    this.fields = fields;
    this.ask = ask;
  }

  @Override
  public void add(FieldValues row) {
    for (int field : fields) {
      double number = row.number(field);
      if (!Double.isNaN(number)) {
        count++;
        sum += number;
        double difference = number - mean;
        mean += difference / count;
        squares += difference * (number - mean);
      }
    }
  }

  @Override
  public @Nullable Cell result(double seconds) {
    if (ask == Ask.RATE) {
      return new Cell.Real(sum / seconds);
    }
    if (count == 0) {
      return null;
    }
    return switch (ask) {
      case MEAN -> new Cell.Real(sum / count);
      case DEVIATION -> new Cell.Real(Math.sqrt(squares / count));
      default -> Cell.of(sum);
    };
  }
}
