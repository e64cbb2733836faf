package dev.clew.packaging.saved;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever stands in the file of saved searches, the appliance starts. */
class SavedSearchesFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("saved-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("saved.json"));
    Files.deleteIfExists(directory.resolve("saved.json.damaged"));
    Files.delete(directory);
  }

  @FuzzTest
  void open(byte[] json) throws IOException {
    Path file = directory.resolve("saved.json");
    Files.write(file, json);
    SavedSearches searches =
        SavedSearches.open(file, Clock.systemUTC(), new Random(1), Incidents.NONE);
    assertThat(searches.list()).allSatisfy(search -> assertThat(search.name()).isNotBlank());
  }
}
