package dev.clew.collector.scrape.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Prometheus' configuration is understood, or its first fault is named with its place. */
class ScrapeFileFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("scrape-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("p.yml"));
    Files.delete(directory);
  }

  /** What is shown of a file that was understood is understood as well. */
  @FuzzTest
  void file(byte[] content) throws IOException {
    Path file = directory.resolve("p.yml");
    Files.write(file, content);
    ScrapeFile read;
    try {
      read = ScrapeFile.load(file);
    } catch (ScrapeFileException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
      return;
    }
    try {
      Files.writeString(file, read.text());
      assertThat(ScrapeFile.load(file).jobs()).hasSameSizeAs(read.jobs());
    } catch (ScrapeFileException e) {
      throw new AssertionError("shown as " + read.text(), e);
    }
  }

  /** Groups of targets as a file or a server lists them, JSON or YAML. */
  @FuzzTest
  void targets(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    try {
      List<TargetGroup> groups =
          TargetGroup.readAll("http://sd", text, Map.of("__meta_url", "http://sd"));
      assertThat(groups).allSatisfy(group -> assertThat(group.labels()).containsKey("__meta_url"));
    } catch (ScrapeFileException e) {
      assertThat(e.getMessage()).startsWith("http://sd");
    }
  }
}
