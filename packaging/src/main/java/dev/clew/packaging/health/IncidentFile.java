package dev.clew.packaging.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.model.health.IncidentKind;
import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The history of incidents on disk, replaced as a whole: one line of JSON, {@code {"events": […],
 * "totals": […]}} with the components of {@link IncidentBook.Event} and {@link IncidentBook.Total},
 * and a line with its CRC-32C in hexadecimal digits.
 */
final class IncidentFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path path;

  IncidentFile(Path path) {
    this.path = path;
  }

  record Content(List<IncidentBook.Event> events, List<IncidentBook.Total> totals) {}

  /** It was not written so. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String why) {
      super(why);
    }
  }

  /** What it holds; nothing when there is none. */
  Content read() throws IOException, DamagedException {
    List<IncidentBook.Event> events = new ArrayList<>();
    List<IncidentBook.Total> totals = new ArrayList<>();
    if (!Files.exists(path)) {
      return new Content(events, totals);
    }
    byte[] bytes = Files.readAllBytes(path);
    int end = bytes.length - 10;
    if (end < 0
        || !checksum(bytes, end).equals(new String(bytes, end, 10, StandardCharsets.US_ASCII))) {
      throw new DamagedException("wrong checksum");
    }
    JsonNode root = JSON.readTree(bytes, 0, end);
    for (JsonNode node : root.path("events")) {
      events.add(
          new IncidentBook.Event(
              node.path("firstMillis").asLong(),
              node.path("lastMillis").asLong(),
              node.path("count").asLong(),
              node.path("part").asText(),
              kind(node),
              node.path("amount").asLong(),
              node.path("sentence").asText(),
              node.path("acknowledged").asBoolean()));
    }
    for (JsonNode node : root.path("totals")) {
      totals.add(
          new IncidentBook.Total(
              node.path("part").asText(),
              kind(node),
              node.path("count").asLong(),
              node.path("amount").asLong()));
    }
    return new Content(events, totals);
  }

  private static IncidentKind kind(JsonNode node) throws DamagedException {
    try {
      return IncidentKind.valueOf(node.path("kind").asText().toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new DamagedException(node.path("kind").asText() + " is no kind of incident");
    }
  }

  private static String checksum(byte[] bytes, int length) {
    return String.format(Locale.ROOT, "\n%08x\n", Checksums.crc32c(bytes, 0, length));
  }

  void write(Content content) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode events = root.putArray("events");
    content.events().forEach(event -> put(event, events.addObject()));
    ArrayNode totals = root.putArray("totals");
    for (IncidentBook.Total total : content.totals()) {
      totals
          .addObject()
          .put("part", total.part())
          .put("kind", total.kind().id())
          .put("count", total.count())
          .put("amount", total.amount());
    }
    byte[] body = JSON.writeValueAsBytes(root);
    byte[] end = checksum(body, body.length).getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[body.length + end.length];
    System.arraycopy(body, 0, whole, 0, body.length);
    System.arraycopy(end, 0, whole, body.length, end.length);
    DurableFiles.replace(path, whole);
  }

  static void put(IncidentBook.Event event, ObjectNode target) {
    target
        .put("firstMillis", event.firstMillis())
        .put("lastMillis", event.lastMillis())
        .put("count", event.count())
        .put("part", event.part())
        .put("kind", event.kind().id())
        .put("amount", event.amount())
        .put("sentence", event.sentence())
        .put("acknowledged", event.acknowledged());
  }

  /** Makes room for a new one; returns where the damaged one is. */
  Path setAside() throws IOException {
    Path aside = path.resolveSibling(path.getFileName() + ".damaged");
    DurableFiles.rename(path, aside);
    return aside;
  }
}
