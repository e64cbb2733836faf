package dev.clew.packaging.saved;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.health.IncidentKind;
import dev.clew.model.health.Incidents;
import dev.clew.model.health.Severity;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The saved searches of an installation, in one JSON file that is replaced at each change. A change
 * has happened when the call returns. Thread-safe.
 */
public final class SavedSearches {

  /** A list that people can still read; it is written whole at each change. */
  static final int MOST = 1000;

  private static final String PART = "saved";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Clock clock;
  private final RandomGenerator random;

  /** By ID; guarded by this. */
  private Map<String, SavedSearch> searches;

  private final Incidents.Condition unwritable;

  private SavedSearches(
      Path file,
      Clock clock,
      RandomGenerator random,
      Map<String, SavedSearch> searches,
      Incidents incidents) {
    this.unwritable = incidents.condition(PART, IncidentKind.NOT_WRITABLE);
    this.file = file;
    this.clock = clock;
    this.random = random;
    this.searches = searches;
  }

  /**
   * Reads the file; it need not exist. A damaged one is set aside, because the appliance has to
   * start.
   */
  public static SavedSearches open(
      Path file, Clock clock, RandomGenerator random, Incidents incidents) throws IOException {
    Map<String, SavedSearch> searches = new TreeMap<>();
    if (Files.exists(file)) {
      try {
        for (JsonNode node : JSON.readTree(Files.readAllBytes(file)).path("searches")) {
          SavedSearch search =
              new SavedSearch(
                  node.path("id").asText(),
                  node.path("name").asText(),
                  node.path("page").asText(),
                  node.path("state").asText(),
                  node.path("updated").asLong());
          searches.put(search.id(), search);
        }
      } catch (IOException | QueryException e) {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        DurableFiles.rename(file, aside);
        incidents.happened(
            PART,
            IncidentKind.DAMAGED,
            1,
            "the saved searches are unreadable and were set aside as "
                + aside
                + ": "
                + e.getMessage());
        searches.clear();
      }
    }
    return new SavedSearches(file, clock, random, searches, incidents);
  }

  /** All of them, by name. */
  public synchronized List<SavedSearch> list() {
    return searches.values().stream()
        .sorted(
            Comparator.comparing(SavedSearch::name, String.CASE_INSENSITIVE_ORDER)
                .thenComparing(SavedSearch::id))
        .toList();
  }

  /**
   * Adds one under a new ID.
   *
   * @throws QueryException when something is wrong with it, or there are too many
   */
  public synchronized SavedSearch add(String name, String page, String state) throws IOException {
    if (searches.size() >= MOST) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "saved searches: " + searches.size() + " (expected: <= " + MOST + "; remove some)",
          -1);
    }
    byte[] id = new byte[8];
    random.nextBytes(id);
    return put(new SavedSearch(HexFormat.of().formatHex(id), name, page, state, now()));
  }

  /** Replaces one; null when there is none of that ID. */
  public synchronized @Nullable SavedSearch replace(
      String id, String name, String page, String state) throws IOException {
    return searches.containsKey(id) ? put(new SavedSearch(id, name, page, state, now())) : null;
  }

  /** Removes one; false when there is none of that ID. */
  public synchronized boolean remove(String id) throws IOException {
    if (!searches.containsKey(id)) {
      return false;
    }
    Map<String, SavedSearch> after = new TreeMap<>(searches);
    after.remove(id);
    write(after);
    return true;
  }

  private long now() {
    return TimeRange.nanosOf(clock.instant());
  }

  private SavedSearch put(SavedSearch search) throws IOException {
    Map<String, SavedSearch> after = new TreeMap<>(searches);
    after.put(search.id(), search);
    write(after);
    return search;
  }

  private void write(Map<String, SavedSearch> after) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode list = root.putArray("searches");
    for (SavedSearch search : after.values()) {
      list.addObject()
          .put("id", search.id())
          .put("name", search.name())
          .put("page", search.page())
          .put("state", search.state())
          .put("updated", search.updatedNanos());
    }
    try {
      DurableFiles.replace(file, JSON.writeValueAsBytes(root));
    } catch (IOException e) {
      unwritable.raise(
          Severity.DEGRADED, "saved searches cannot be written to " + file + ": " + e.getMessage());
      throw e;
    }
    unwritable.clear();
    searches = after;
  }
}
