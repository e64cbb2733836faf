package dev.clew.logstore.loki;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A field found in lines or in their structured metadata, and what its values look like. */
final class DetectedField {
  /** Values that are told apart; beyond it the number of values is a lower bound. */
  private static final int MOST_VALUES = 1000;

  private static final Pattern DURATION =
      Pattern.compile("-?([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h))++");
  private static final Pattern BYTES =
      Pattern.compile("[0-9]+(\\.[0-9]+)? ?([kKMGTPE]i?)?B", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final Set<String> values = new LinkedHashSet<>();
  private final Set<String> parsers = new LinkedHashSet<>();
  private List<String> jsonPath = List.of();
  private String type = "";

  DetectedField(String name) {
    this.name = name;
  }

  void add(String value) {
    if (values.size() < MOST_VALUES) {
      values.add(value);
    }
    String found = typeOf(value);
    type = type.isEmpty() || type.equals(found) ? found : wider(type, found);
  }

  void parsed(String value, String parser, List<String> path) {
    add(value);
    parsers.add(parser);
    if (!path.isEmpty()) {
      jsonPath = List.copyOf(path);
    }
  }

  private static String wider(String one, String other) {
    boolean numbers = Set.of("int", "float").containsAll(List.of(one, other));
    return numbers ? "float" : "string";
  }

  static String typeOf(String value) {
    if (value.matches("-?[0-9]{1,18}")) {
      return "int";
    }
    if (value.matches("-?[0-9]*\\.[0-9]+([eE][+-]?[0-9]+)?")) {
      return "float";
    }
    if (value.equals("true") || value.equals("false")) {
      return "boolean";
    }
    if (DURATION.matcher(value).matches()) {
      return "duration";
    }
    return BYTES.matcher(value).matches() ? "bytes" : "string";
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  List<String> values() {
    return new ArrayList<>(values);
  }

  int cardinality() {
    return values.size();
  }

  List<String> parsers() {
    return List.copyOf(parsers);
  }

  List<String> jsonPath() {
    return jsonPath;
  }
}
