package dev.clew.logstore.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A log line on its way through the stages: its time, its text and its labels. One instance is
 * reused for all lines of a query; it belongs to one thread.
 *
 * <p>Names are unique. A label that a stage made may have an empty value, which filters of text
 * take for no label and comparisons of numbers do not. The error of a stage is seen as the labels
 * {@value #ERROR} and {@value #ERROR_DETAILS}.
 */
public final class Line {
  public static final String ERROR = "__error__";
  public static final String ERROR_DETAILS = "__error_details__";

  /** Where a label comes from. */
  public enum Origin {
    /** It identifies the stream. */
    STREAM,
    /** It was sent with the record: structured metadata. */
    METADATA,
    /** A stage made it. */
    PARSED
  }

  private String[] names = new String[32];
  private String[] values = new String[32];
  private Origin[] origins = new Origin[32];
  private int size;
  private long timeNanos;
  private String text = "";
  private double value;
  private String error = "";
  private String errorDetails = "";

  /** Makes it a new line without labels. */
  public Line reset(long newTimeNanos, String newText) {
    timeNanos = newTimeNanos;
    text = newText;
    size = 0;
    value = 0;
    error = "";
    errorDetails = "";
    return this;
  }

  /** Nanoseconds since the Unix epoch. */
  public long timeNanos() {
    return timeNanos;
  }

  public String text() {
    return text;
  }

  public void text(String newText) {
    text = newText;
  }

  /** The number that a stage took from the line. */
  public double value() {
    return value;
  }

  public void value(double newValue) {
    value = newValue;
  }

  /** Number of labels, without errors. */
  public int size() {
    return size;
  }

  public String name(int index) {
    return names[index];
  }

  public String value(int index) {
    return values[index];
  }

  public Origin origin(int index) {
    return origins[index];
  }

  private int indexOf(String name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The value of a label, errors among them; empty when there is none. */
  public String label(String name) {
    int index = indexOf(name);
    if (index >= 0) {
      return values[index];
    }
    return switch (name) {
      case ERROR -> error;
      case ERROR_DETAILS -> errorDetails;
      default -> "";
    };
  }

  /** The origin of a label, or null when there is none of that name. */
  public @Nullable Origin originOf(String name) {
    int index = indexOf(name);
    return index < 0 ? null : origins[index];
  }

  /** Adds a label whose name is known to be new; the fast way to fill a line. */
  public void append(String name, String value, Origin origin) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
      origins = Arrays.copyOf(origins, size * 2);
    }
    names[size] = name;
    values[size] = value;
    origins[size++] = origin;
  }

  /** Sets a label that a stage made, whatever had that name before. */
  public void put(String name, String value) {
    int index = indexOf(name);
    if (index < 0) {
      append(name, value, Origin.PARSED);
    } else {
      values[index] = value;
      origins[index] = Origin.PARSED;
    }
  }

  /**
   * Adds a label found in the text. It does not replace a label that came with the line, but gets
   * {@code _extracted} behind its name; a name that was found before keeps its first value.
   *
   * @param name with the characters of label names only, {@link LabelNames#sanitize}
   */
  public void extract(String name, String value) {
    String label = extracted(name);
    if (originOf(label) != Origin.PARSED) {
      put(label, value);
    }
  }

  /** The name that a label found in the text gets. */
  String extracted(String name) {
    Origin origin = originOf(name);
    return origin == null || origin == Origin.PARSED ? name : name + "_extracted";
  }

  public void remove(String name) {
    int index = indexOf(name);
    if (index >= 0) {
      removeAt(index);
    } else if (name.equals(ERROR)) {
      error = "";
    } else if (name.equals(ERROR_DETAILS)) {
      errorDetails = "";
    }
  }

  public void removeAt(int index) {
    int behind = size - index - 1;
    System.arraycopy(names, index + 1, names, index, behind);
    System.arraycopy(values, index + 1, values, index, behind);
    System.arraycopy(origins, index + 1, origins, index, behind);
    size--;
  }

  /** Makes it the same as another one. */
  public void copy(Line other) {
    reset(other.timeNanos, other.text);
    for (int i = 0; i < other.size; i++) {
      append(other.names[i], other.values[i], other.origins[i]);
    }
    value = other.value;
    error = other.error;
    errorDetails = other.errorDetails;
  }

  public boolean hasError() {
    return !error.isEmpty();
  }

  public String error() {
    return error;
  }

  public String errorDetails() {
    return errorDetails;
  }

  /** A stage could not do its work; the line goes on. */
  public void fail(String newError, String details) {
    error = newError;
    errorDetails = details;
  }

  /** Every label, errors last. */
  public void forEach(BiConsumer<String, String> each) {
    for (int i = 0; i < size; i++) {
      each.accept(names[i], values[i]);
    }
    if (!error.isEmpty()) {
      each.accept(ERROR, error);
    }
    if (!errorDetails.isEmpty()) {
      each.accept(ERROR_DETAILS, errorDetails);
    }
  }

  /** The names of labels without a value, sorted. */
  public List<String> empty() {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (values[i].isEmpty()) {
        found.add(names[i]);
      }
    }
    found.sort(null);
    return found.isEmpty() ? List.of() : found;
  }

  /** A copy of the labels, sorted by name, errors among them. */
  public Map<String, String> labels() {
    Map<String, String> copy = new TreeMap<>();
    forEach(copy::put);
    return copy;
  }

  /** A copy of the labels of one origin, sorted by name; errors count as parsed. */
  public Map<String, String> labels(Origin origin) {
    Map<String, String> copy = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      if (origins[i] == origin) {
        copy.put(names[i], values[i]);
      }
    }
    if (origin == Origin.PARSED && hasError()) {
      copy.put(ERROR, error);
      if (!errorDetails.isEmpty()) {
        copy.put(ERROR_DETAILS, errorDetails);
      }
    }
    return copy;
  }
}
