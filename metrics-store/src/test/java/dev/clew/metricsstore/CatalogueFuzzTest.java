package dev.clew.metricsstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.files.RealFiles;
import dev.clew.model.health.Incidents;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The file of metric families: any bytes are read, or left out. */
class CatalogueFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("catalogue-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("metadata"));
    Files.delete(directory);
  }

  /** The entries; what stands before and behind them is right. */
  @FuzzTest
  void entries(byte[] entries) throws IOException {
    ByteBuffer file = ByteBuffer.allocate(entries.length + 12).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x4d574c43).putInt(1).put(entries);
    file.putInt(Checksums.crc32c(file.array(), 0, entries.length + 8));
    Path path = directory.resolve("metadata");
    Files.write(path, file.array());
    MetricCatalogue catalogue = MetricCatalogue.open(path, new RealFiles(), Incidents.NONE);
    assertThat(catalogue.find(null, 10).size()).isLessThanOrEqualTo(10);
  }
}
