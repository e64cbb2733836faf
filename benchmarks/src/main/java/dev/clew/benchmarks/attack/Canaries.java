package dev.clew.benchmarks.attack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Honest log records that are sent between attacks; each that was acknowledged has to be found. */
final class Canaries {
  static final String SERVICE = "canary";
  private static final AtomicLong LAST = new AtomicLong();

  /** Acknowledged so far. */
  private final List<String> acknowledged = new CopyOnWriteArrayList<>();

  /** Sends one that nobody keeps in mind. */
  static Answer send(Target target) {
    return send(target, "a-" + LAST.incrementAndGet());
  }

  private static Answer send(Target target, String id) {
    long now = System.currentTimeMillis() * 1_000_000;
    String body =
        """
        {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name",
        "value":{"stringValue":"canary"}}]},"scopeLogs":[{"logRecords":[
        {"timeUnixNano":"%d","body":{"stringValue":"%s"}}]}]}]}\
        """
            .formatted(now, id);
    return target.post(
        "/v1/logs", "application/json", "", body.getBytes(StandardCharsets.US_ASCII));
  }

  /** Sends one, again while the appliance is busy. */
  void sendAndKeep(Target target) throws InterruptedException {
    String id = "canary-" + LAST.incrementAndGet();
    for (int attempt = 0; attempt < 100; attempt++) {
      Answer answer = send(target, id);
      if (answer.status() == 200) {
        acknowledged.add(id);
        return;
      }
      if (answer.status() != 429 && answer.status() != 503) {
        throw new AssertionError("an honest record was answered " + answer);
      }
      Thread.sleep(100);
    }
    throw new AssertionError("an honest record was refused for ten seconds");
  }

  int acknowledged() {
    return acknowledged.size();
  }

  /** How many are not found exactly once. */
  int wrong(Target target) throws InterruptedException {
    String last = acknowledged.getLast();
    String path =
        "/api/clew/v1/logs/search?limit=5000&query="
            + Target.encode("service:" + SERVICE + " canary");
    String found = "";
    for (int attempt = 0; attempt < 300; attempt++) {
      found = target.get(path).body();
      if (found.contains('"' + last + '"')) {
        break;
      }
      Thread.sleep(100);
    }
    int wrong = 0;
    for (String id : acknowledged) {
      long times =
          Pattern.compile('"' + id + '"', Pattern.LITERAL).matcher(found).results().count();
      wrong += times == 1 ? 0 : 1;
    }
    return wrong;
  }
}
