package dev.clew.packaging.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.model.QueryException;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedSearchesTest {
  private static final String PATH = "/api/clew/v1/saved-searches";

  @TempDir Path directory;

  private SavedSearches open() throws IOException {
    Clock clock = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    return SavedSearches.open(
        directory.resolve("saved-searches.json"), clock, new Random(1), Incidents.NONE);
  }

  @Test
  void changesLastOverARestart() throws Exception {
    SavedSearches searches = open();
    SavedSearch payments = searches.add("Payments", "logs", "query=payment");
    SavedSearch errors = searches.add("errors", "logs", "query=severity%3Aerror");
    assertThat(searches.list()).containsExactly(errors, payments);

    assertThat(open().list()).containsExactly(errors, payments);
    SavedSearch changed = searches.replace(errors.id(), "All errors", "logs", "query=error");
    assertThat(searches.remove(payments.id())).isTrue();
    assertThat(open().list()).containsExactly(changed);

    assertThat(searches.remove(payments.id())).isFalse();
    assertThat(searches.replace(payments.id(), "a", "logs", "b")).isNull();
  }

  @Test
  void numberAndSizesAreBounded() throws Exception {
    SavedSearches searches = open();
    assertThatThrownBy(() -> searches.add(" ", "logs", "x")).isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> searches.add("a", "logs", "x".repeat(20_001)))
        .hasMessage("state: 20001 characters (expected: 1 to 20000)");
    StringBuilder file = new StringBuilder("{\"searches\":[");
    for (int i = 0; i < SavedSearches.MOST; i++) {
      file.append(i == 0 ? "" : ",")
          .append("{\"id\":\"" + i + "\",\"name\":\"n\",\"page\":\"logs\",\"state\":\"s\"}");
    }
    Files.writeString(directory.resolve("saved-searches.json"), file.append("]}"));
    assertThatThrownBy(() -> open().add("one more", "logs", "x"))
        .hasMessageContaining("saved searches: 1000");
  }

  @Test
  void aDamagedFileIsSetAside() throws Exception {
    Files.writeString(directory.resolve("saved-searches.json"), "{\"searches\":[{");
    assertThat(open().list()).isEmpty();
    assertThat(directory.resolve("saved-searches.json.damaged")).exists();
  }

  @Test
  void isServedOverHttp() throws Exception {
    ServerBuilder builder = Server.builder().http(0);
    new SavedSearchesApi(open()).register(builder);
    Server server = builder.build();
    server.start().join();
    try {
      String at = "http://127.0.0.1:" + server.activeLocalPort();
      String search = "{\"name\":\"failed payments\",\"page\":\"logs\",\"state\":\"query=a\"}";
      assertThat(WebClient.of(at).post(PATH, search).aggregate().join().status().code())
          .as("a form of another page")
          .isEqualTo(415);
      WebClient client =
          WebClient.builder(at).setHeader(HttpHeaderNames.CONTENT_TYPE, "application/json").build();
      AggregatedHttpResponse added = client.post(PATH, search).aggregate().join();
      assertThat(added.status().code()).isEqualTo(200);
      String id = added.contentUtf8().replaceAll(".*\"id\":\"(\\w+)\".*", "$1");
      assertThat(client.get(PATH).aggregate().join().contentUtf8())
          .isEqualTo("{\"searches\":[" + added.contentUtf8() + "]}");
      assertThat(
              client
                  .put(PATH + "/" + id, search.replace("=a", "=b"))
                  .aggregate()
                  .join()
                  .contentUtf8())
          .contains("query=b");
      assertThat(client.post(PATH, "{}").aggregate().join().contentUtf8())
          .isEqualTo("{\"error\":{\"message\":\"name: missing (expected: a text)\"}}");
      assertThat(client.post(PATH, "x").aggregate().join().status().code()).isEqualTo(400);
      assertThat(client.delete(PATH + "/" + id).aggregate().join().status().code()).isEqualTo(200);
      assertThat(client.delete(PATH + "/" + id).aggregate().join().status().code()).isEqualTo(404);
    } finally {
      server.stop().join();
    }
  }
}
