package dev.clew.packaging;

import dev.clew.packaging.config.ConfigBinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys that were replaced and are still understood: {@code logs.retention_days: 20}. */
final class OldKeys {
  private static final Logger LOG = LoggerFactory.getLogger(OldKeys.class);
  private static final String OLD = "retention_days";
  private static final String NEW = "retention";

  private OldKeys() {}

  static Map<String, Object> file(Map<String, Object> file) {
    Map<String, Object> renamed = new HashMap<>(file);
    for (String section : List.of("logs", "traces")) {
      if (file.get(section) instanceof Map<?, ?> keys
          && keys.containsKey(OLD)
          && !keys.containsKey(NEW)) {
        Map<Object, Object> others = new HashMap<>(keys);
        String days = others.remove(OLD) + "d";
        others.put(NEW, days);
        renamed.put(section, others);
        say(section + "." + OLD, section + "." + NEW, days);
      }
    }
    return renamed;
  }

  static Map<String, String> environment(Map<String, String> environment) {
    Map<String, String> renamed = new HashMap<>(environment);
    for (String section : List.of("logs", "traces")) {
      String old = ConfigBinder.variableOf(section + "." + OLD);
      String current = ConfigBinder.variableOf(section + "." + NEW);
      String days = renamed.remove(old);
      if (days != null) {
        renamed.putIfAbsent(current, days + "d");
        say(old, current, days + "d");
      }
    }
    return renamed;
  }

  private static void say(String old, String current, String value) {
    LOG.warn("{} was replaced: write {}: {}", old, current, value);
  }
}
