package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.packaging.config.ConfigException;
import dev.clew.packaging.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Any configuration file is taken, or its first fault is named. */
class ConfigFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("config-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("clew.yaml"));
    Files.delete(directory);
  }

  @FuzzTest
  void file(byte[] yaml) throws IOException {
    Path file = directory.resolve("clew.yaml");
    Files.write(file, yaml);
    try {
      ApplianceConfig config =
          ApplianceConfig.read(ConfigFile.read(file), Map.of(), directory.resolve("data"));
      assertThat(config).isNotNull();
    } catch (ConfigException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }
}
