package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir Path directory;

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void whatIsThereIsTightenedAndWhatComesLiesBehindTheDirectory() throws IOException {
    Path data = directory.resolve("data");
    Path below = Files.createDirectories(data.resolve("logs/20261121"));
    Path file = Files.writeString(below.resolve("blocks"), "x");
    Path program = Files.writeString(data.resolve("hook"), "x");
    Path outside = Files.writeString(directory.resolve("outside"), "x");
    Path link = Files.createSymbolicLink(data.resolve("link"), outside);
    for (Path path : new Path[] {data, below, program}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxr-x"));
    }
    for (Path path : new Path[] {file, outside}) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    }
    PrivateFiles.protect(data);
    assertThat(permissions(data)).isEqualTo("rwx------");
    assertThat(permissions(below)).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(program)).isEqualTo("rwx------");
    assertThat(permissions(outside)).as("behind a link").isEqualTo("rw-r--r--");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void theDirectoryIsCreated() throws IOException {
    PrivateFiles.protect(directory.resolve("a/b"));
    assertThat(permissions(directory.resolve("a/b"))).isEqualTo("rwx------");
  }
}
