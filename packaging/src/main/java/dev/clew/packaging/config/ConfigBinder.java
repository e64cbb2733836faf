package dev.clew.packaging.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fills records from a configuration file and the environment. A component {@code grpcPort} of the
 * record {@code collector} is the key {@code collector.grpc_port} and the variable {@code
 * CLEW_COLLECTOR_GRPC_PORT}; the environment wins over the file, the file over the default. A key
 * or a variable that belongs to no component is an error that names the nearest known one, so that
 * a misspelt setting never passes for a default.
 */
public final class ConfigBinder {
  public static final String ENVIRONMENT_PREFIX = "CLEW_";

  /** Variables with the prefix that the start script reads and that are no keys. */
  private static final Set<String> RESERVED = Set.of("CLEW_HOME", "CLEW_JDK");

  private final Map<String, Object> file;
  private final Map<String, String> environment;
  private final Map<String, String> defaultByKey = new LinkedHashMap<>();

  /**
   * @param file the parsed YAML document: nested maps, lists and scalars
   * @param environment all variables; those without the prefix are ignored
   */
  public ConfigBinder(Map<String, Object> file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * Binds the whole configuration.
   *
   * @throws ConfigException naming the first key that is unknown or has a wrong value
   */
  public <R extends Record> R bind(R defaults) {
    R bound = bind("", defaults, file);
    refuseUnknownKeys("", file);
    refuseUnknownVariables();
    return bound;
  }

  /** Every key with its default as text, in the order of the records. Filled by {@link #bind}. */
  public Map<String, String> defaults() {
    return defaultByKey;
  }

  public static String variableOf(String key) {
    return ENVIRONMENT_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  @SuppressWarnings("unchecked")
  private <R extends Record> R bind(String prefix, R defaults, Map<String, Object> section) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = snakeCase(components[i].getName());
      String key = prefix + name;
      Object standard = valueOf(components[i], defaults);
      values[i] =
          standard instanceof Record nested
              ? bind(key + ".", nested, subsection(key, section.get(name)))
              : value(key, components[i], standard, section.get(name));
    }
    return (R) construct(prefix, defaults.getClass(), components, values);
  }

  private Object value(
      String key, RecordComponent component, Object standard, @Nullable Object written) {
    defaultByKey.put(key, ConfigValues.format(component.getName(), standard));
    String variable = environment.get(variableOf(key));
    try {
      if (variable != null) {
        return ConfigValues.parse(component.getGenericType(), variable);
      }
      return written == null ? standard : ConfigValues.parse(component.getGenericType(), written);
    } catch (IllegalArgumentException e) {
      String where = variable != null ? variableOf(key) + " (" + key + ")" : key;
      throw new ConfigException(where + ": " + e.getMessage());
    }
  }

  private static Object valueOf(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("BUG: unreadable component " + component, e);
    }
  }

  private static Object construct(
      String prefix, Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(prefix + withKey(String.valueOf(cause.getMessage())));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("BUG: cannot construct " + type, e);
    }
  }

  /** Records name a component as Java does; people wrote the key. */
  private static String withKey(String message) {
    int colon = message.indexOf(':');
    return colon < 0 ? message : snakeCase(message.substring(0, colon)) + message.substring(colon);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> subsection(String key, @Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new ConfigException(
        key + ": \"" + value + "\" (expected: a section with keys of its own)");
  }

  private void refuseUnknownKeys(String prefix, Map<String, Object> section) {
    section.forEach((name, value) -> {
      String key = prefix + name;
      boolean isSection = defaultByKey.keySet().stream().anyMatch(k -> k.startsWith(key + "."));
      if (isSection && value instanceof Map<?, ?>) {
        refuseUnknownKeys(key + ".", subsection(key, value));
      } else if (!isSection && !defaultByKey.containsKey(key)) {
        throw new ConfigException(
            key + ": unknown key (did you mean " + nearest(key, defaultByKey.keySet()) + "?)");
      }
    });
  }

  private void refuseUnknownVariables() {
    List<String> known = new ArrayList<>();
    defaultByKey.keySet().forEach(key -> known.add(variableOf(key)));
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(ENVIRONMENT_PREFIX)
          && !RESERVED.contains(variable)
          && !known.contains(variable)) {
        throw new ConfigException(
            variable + ": unknown variable (did you mean " + nearest(variable, known) + "?)");
      }
    }
  }

  private static String nearest(String word, Iterable<String> known) {
    String best = "";
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  private static String snakeCase(String camelCase) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (Character.isUpperCase(c)) {
        out.append('_').append(Character.toLowerCase(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
