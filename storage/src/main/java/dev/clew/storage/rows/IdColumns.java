package dev.clew.storage.rows;

import org.jspecify.annotations.Nullable;

/**
 * Hidden text columns for correlation IDs that are in no attribute of their own (fields of a
 * structured body, attributes of span events). A row with several values of a key has several.
 */
public final class IdColumns {
  private static final char MARK = '\u0001';

  private IdColumns() {}

  public static String name(String key, int number) {
    return MARK + key + (number == 0 ? "" : MARK + Integer.toString(number));
  }

  public static boolean isHidden(String columnName) {
    return !columnName.isEmpty() && columnName.charAt(0) == MARK;
  }

  public static @Nullable String keyOf(String columnName) {
    if (!isHidden(columnName)) {
      return null;
    }
    int end = columnName.indexOf(MARK, 1);
    return end < 0 ? columnName.substring(1) : columnName.substring(1, end);
  }
}
