package dev.clew.metricsstore.partition;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is committed: the content of the manifest with its files opened. Immutable.
 *
 * @param position last position of the write-ahead buffer in it, or -1
 * @param nextFile number of the next new file
 * @param days by number
 */
public record StoreState(long position, long nextFile, NavigableMap<Long, Day> days) {
  static final StoreState EMPTY = new StoreState(-1, 1, new TreeMap<>());

  public Day day(long number) {
    return days.getOrDefault(number, Day.empty(number));
  }

  StoreState with(Day day) {
    NavigableMap<Long, Day> changed = new TreeMap<>(days);
    changed.put(day.number(), day);
    return new StoreState(position, nextFile, changed);
  }

  StoreState without(long day) {
    NavigableMap<Long, Day> changed = new TreeMap<>(days);
    changed.remove(day);
    return new StoreState(position, nextFile, changed);
  }

  StoreState at(long newPosition) {
    return new StoreState(newPosition, nextFile, days);
  }

  StoreState withNextFile(long newNextFile) {
    return new StoreState(position, newNextFile, days);
  }
}
