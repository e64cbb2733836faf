package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts say under a Java that is too old, or without one. */
class StartScriptsTest {
  private static final Path SCRIPTS = Path.of("src", "main", "dist", "bin");

  @TempDir Path javaHome;

  private void fakeJava(String script) throws IOException {
    Path java = Files.createDirectories(javaHome.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String run(String script) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPTS.resolve(script).toString()).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    return said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"clew-server", "clew-aot", "clew-health"})
  void anOlderJavaIsToldFromItsReleaseFile(String script) throws Exception {
    fakeJava("echo 'Unrecognized option: --sun-misc-unsafe-memory-access=allow'");
    Files.writeString(javaHome.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"21.0.5\"\n");
    assertThat(run(script))
        .contains("is Java 21.0.5; Clew needs Java 25 or newer", "temurin-25")
        .doesNotContain("Unrecognized");
  }

  @Test
  void anOlderJavaIsToldFromWhatItSays() throws Exception {
    fakeJava("echo 'java version \"1.8.0_392\"' >&2");
    assertThat(run("clew-server")).contains("is Java 1.8.0_392; Clew needs Java 25");
  }

  @Test
  void noJavaIsSaid() throws Exception {
    assertThat(run("clew-server")).contains("no Java found", "temurin-25");
  }
}
