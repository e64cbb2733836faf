package dev.clew.alerting.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
  @TempDir Path directory;

  @Test
  void keepsTheLastDocument() throws IOException {
    Path path = directory.resolve("below/state.json");
    StateFile file = new StateFile(path, Incidents.NONE);
    assertThat(file.read()).isNull();
    file.write(JsonNodeFactory.instance.objectNode().put("a", 1));
    file.write(JsonNodeFactory.instance.objectNode().put("a", 2));
    assertThat(new StateFile(path, Incidents.NONE).read().path("a").asInt()).isEqualTo(2);
    assertThat(path.getParent()).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void putsAnUnreadableDocumentAside() throws IOException {
    Path path = Files.writeString(directory.resolve("state.json"), "{\"torn");
    assertThat(new StateFile(path, Incidents.NONE).read()).isNull();
    assertThat(directory.resolve("state.json.unreadable")).hasContent("{\"torn");
    assertThat(path).doesNotExist();
  }
}
