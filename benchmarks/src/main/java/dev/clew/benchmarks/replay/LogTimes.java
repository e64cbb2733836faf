package dev.clew.benchmarks.replay;

import dev.clew.model.otlp.ProtoCursor;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.LongUnaryOperator;

/** Changes the times in an {@code ExportLogsServiceRequest} where they stand. Not thread-safe. */
public final class LogTimes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int RESOURCE_LOGS = 1;
  private static final int SCOPE_LOGS = 2;
  private static final int LOG_RECORDS = 2;
  private static final int TIME = 1;
  private static final int OBSERVED_TIME = 11;

  private final ProtoCursor cursor = new ProtoCursor();

  /**
   * Gives every record other times; a time that is 0, as good as not there, stays so.
   *
   * @return how many records there are
   */
  public int rewrite(byte[] request, LongUnaryOperator change) {
    cursor.reset(request, 0, request.length);
    int records = 0;
    while (entered(RESOURCE_LOGS)) {
      int outer = cursor.enter();
      while (entered(SCOPE_LOGS)) {
        int middle = cursor.enter();
        while (entered(LOG_RECORDS)) {
          int inner = cursor.enter();
          record(change);
          cursor.leave(inner);
          records++;
        }
        cursor.leave(middle);
      }
      cursor.leave(outer);
    }
    return records;
  }

  /** Moves to the next field of that number; false at the end of the message. */
  private boolean entered(int field) {
    while (cursor.next()) {
      if (cursor.field() == field) {
        return true;
      }
      cursor.skip();
    }
    return false;
  }

  private void record(LongUnaryOperator change) {
    while (cursor.next()) {
      if (cursor.field() == TIME || cursor.field() == OBSERVED_TIME) {
        int at = cursor.position();
        long time = cursor.fixed64();
        if (time != 0) {
          LONG.set(cursor.array(), at, change.applyAsLong(time));
        }
      } else {
        cursor.skip();
      }
    }
  }
}
