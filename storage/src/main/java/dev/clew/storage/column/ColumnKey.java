package dev.clew.storage.column;

import org.jspecify.annotations.Nullable;

/**
 * Names a column. An attribute that was sent with values of different types has a column for each.
 */
public record ColumnKey(String name, ColumnType type) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ColumnKey that && type == that.type && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + type.hashCode();
  }
}
