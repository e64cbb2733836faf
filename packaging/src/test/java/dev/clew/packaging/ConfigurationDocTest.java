package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.packaging.config.ConfigBinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/configuration.md lists every key with its default, and none that does not exist. */
class ConfigurationDocTest {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z_.]+)` \\| `([^`]*)` \\| (.+) \\|");

  @Test
  void thePageAndTheRecordsAgree() throws Exception {
    ConfigBinder binder = new ConfigBinder(Map.of(), Map.of());
    binder.bind(ApplianceConfig.defaults(Path.of("data")));
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "configuration.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(row.group(3).strip()).as("description of " + row.group(1)).isNotEmpty();
        assertThat(documented.put(row.group(1), row.group(2))).as(row.group(1) + " twice").isNull();
      }
    }
    assertThat(documented).containsExactlyInAnyOrderEntriesOf(new TreeMap<>(binder.defaults()));
  }
}
