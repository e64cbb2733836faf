package dev.clew.alerting.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.clew.alerting.notify.Notification.Stage;
import dev.clew.alerting.state.StateFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was told to whom, what is still to be told, and what became of the rest; on disk before and
 * after each attempt. Thread-safe.
 *
 * <p>Why both: written before an attempt, a notification cannot be forgotten by a kill; written
 * after it, it is not sent again. Only a kill between the two leaves it unknown whether it arrived;
 * it is then sent once more, under the same {@code Idempotency-Key}.
 */
final class NotificationLog {
  private static final Logger logger = LoggerFactory.getLogger(NotificationLog.class);

  /** As Alertmanager: what was told five days ago is forgotten. */
  private static final Duration RETENTION = Duration.ofDays(5);

  private final StateFile file;
  private final int historyLimit;
  private final Map<String, LastNotification> told = new HashMap<>();

  /** By conversation: at most one each. */
  private final Map<String, Notification> outstanding = new LinkedHashMap<>();

  /** Newest last. */
  private final Deque<Notification> finished = new ArrayDeque<>();

  NotificationLog(StateFile file, int historyLimit) {
    this.file = file;
    this.historyLimit = historyLimit;
    read();
  }

  synchronized @Nullable LastNotification told(String conversation) {
    return told.get(conversation);
  }

  synchronized @Nullable Notification outstanding(String conversation) {
    return outstanding.get(conversation);
  }

  synchronized List<Notification> outstanding() {
    return List.copyOf(outstanding.values());
  }

  /** Newest first. */
  synchronized List<Notification> finished() {
    return new ArrayList<>(finished).reversed();
  }

  /** Records a new notification, or a new stage of one that is not finished. */
  synchronized void put(Notification notification) {
    outstanding.put(notification.conversation(), notification);
    save();
  }

  /** Records the end of a notification; delivered or not, its transitions are not told again. */
  synchronized void finish(Notification notification, Instant time) {
    outstanding.remove(notification.conversation());
    told.put(notification.conversation(), new LastNotification(notification.firing(), time));
    told.values()
        .removeIf(entry -> entry.firing().isEmpty() && entry.at().isBefore(time.minus(RETENTION)));
    finished.addLast(notification);
    while (finished.size() > historyLimit) {
      finished.removeFirst();
    }
    save();
  }

  /** Forgets what nobody is to hear the end of. */
  synchronized void settle(String conversation, LastNotification now) {
    told.put(conversation, now);
    save();
  }

  private void save() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", 1);
    ObjectNode conversations = root.putObject("told");
    told.forEach((conversation, entry) -> {
      ObjectNode node = conversations.putObject(conversation);
      node.put("at", entry.at().toString());
      entry.firing().forEach(node.withArray("firing")::add);
    });
    outstanding.values().forEach(each -> root.withArray("outstanding").add(toJson(each)));
    finished.forEach(each -> root.withArray("finished").add(toJson(each)));
    try {
      file.write(root);
    } catch (IOException e) {
      // Going on may tell somebody twice after a kill; not going on tells nobody.
      logger.error("the notification log was not saved", e);
    }
  }

  private void read() {
    try {
      JsonNode root = file.read();
      if (root == null) {
        return;
      }
      root.path("told")
          .properties()
          .forEach(entry ->
              told.put(
                  entry.getKey(),
                  new LastNotification(
                      texts(entry.getValue().path("firing")),
                      Instant.parse(entry.getValue().path("at").asText()))));
      for (JsonNode node : root.path("outstanding")) {
        Notification notification = notification(node);
        outstanding.put(notification.conversation(), notification);
      }
      root.path("finished").forEach(node -> finished.addLast(notification(node)));
    } catch (IOException | RuntimeException e) {
      logger.error("the notification log could not be restored", e);
      putAside();
    }
  }

  private void putAside() {
    try {
      file.setAside();
    } catch (IOException e) {
      logger.error("and could not be set aside", e);
    }
  }

  private static ObjectNode toJson(Notification notification) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", notification.id());
    node.put("receiver", notification.receiver());
    node.put("target", notification.target());
    node.put("groupKey", notification.groupKey());
    ObjectNode labels = node.putObject("groupLabels");
    notification.groupLabels().forEach(labels::put);
    node.put("status", notification.status());
    node.put("reason", notification.reason());
    add(node, "firing", notification.firing());
    add(node, "resolved", notification.resolved());
    // Of a finished notification nobody needs the body any more.
    node.put("payload", notification.finishedAt() == null ? notification.payload() : "");
    node.put("createdAt", notification.createdAt().toString());
    node.put("attempts", notification.attempts());
    node.put("nextAttempt", notification.nextAttempt().toString());
    node.put("stage", notification.stage().name());
    node.put("error", notification.error());
    Instant finishedAt = notification.finishedAt();
    if (finishedAt != null) {
      node.put("finishedAt", finishedAt.toString());
    }
    return node;
  }

  private static void add(ObjectNode node, String key, Collection<String> texts) {
    var array = node.putArray(key);
    texts.forEach(array::add);
  }

  private static Notification notification(JsonNode node) {
    Map<String, String> labels = new TreeMap<>();
    node.path("groupLabels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return new Notification(
        node.path("id").asText(),
        node.path("receiver").asText(),
        node.path("target").asInt(),
        node.path("groupKey").asText(),
        labels,
        node.path("status").asText(),
        node.path("reason").asText(),
        texts(node.path("firing")),
        texts(node.path("resolved")),
        node.path("payload").asText(),
        Instant.parse(node.path("createdAt").asText()),
        node.path("attempts").asInt(),
        Instant.parse(node.path("nextAttempt").asText()),
        Stage.valueOf(node.path("stage").asText()),
        node.path("error").asText(),
        node.has("finishedAt") ? Instant.parse(node.path("finishedAt").asText()) : null);
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
