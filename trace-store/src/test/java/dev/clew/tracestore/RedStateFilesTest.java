package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedStateFilesTest {
  @TempDir Path directory;

  @Test
  void eachPositionHasItsOwnState() throws IOException {
    RedStateFiles files = new RedStateFiles(directory, Incidents.NONE);
    files.write(7, new byte[] {1, 2});
    files.write(9, new byte[] {3});
    assertThat(files.read(7)).as("the commit of 9 may still fail").containsExactly(1, 2);
    assertThat(files.read(9)).containsExactly(3);
    assertThat(files.read(8)).isEmpty();
    files.keepOnly(9);
    assertThat(files.read(7)).isEmpty();
    assertThat(new RedStateFiles(directory, Incidents.NONE).read(9)).containsExactly(3);
  }

  @Test
  void damagedStateIsNoState() throws IOException {
    RedStateFiles files = new RedStateFiles(directory, Incidents.NONE);
    files.write(7, new byte[] {1, 2, 3});
    Path file = directory.resolve("red-7.state");
    byte[] content = Files.readAllBytes(file);
    content[1] ^= 1;
    Files.write(file, content);
    assertThat(files.read(7)).isEmpty();
    Files.write(file, new byte[2]);
    assertThat(files.read(7)).isEmpty();
  }
}
