package dev.clew.packaging.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a YAML configuration file into nested maps. */
public final class ConfigFile {
  private ConfigFile() {}

  /**
   * @throws ConfigException when the file is missing or no YAML, naming line and column
   */
  public static Map<String, Object> read(Path path) {
    ObjectMapper yaml =
        new ObjectMapper(
            YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());
    try {
      String text = Files.readString(path);
      @Nullable Map<String, Object> document =
          text.isBlank() ? null : yaml.readValue(text, new TypeReference<Map<String, Object>>() {});
      return document == null ? Map.of() : document;
    } catch (NoSuchFileException e) {
      throw new ConfigException(path + ": no such file");
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
      throw new ConfigException(path + where + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new ConfigException(path + ": cannot be read: " + e.getMessage());
    }
  }
}
