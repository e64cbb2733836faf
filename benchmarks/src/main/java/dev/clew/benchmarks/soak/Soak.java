package dev.clew.benchmarks.soak;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.attack.Answer;
import dev.clew.benchmarks.attack.Target;
import dev.clew.testkit.load.CountedAnswers;
import dev.clew.testkit.load.CountedLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/**
 * Runs an appliance for a while under load and queries, in rounds of some seconds, each of which
 * ends in a {@link Disturbance}; then every acknowledged record has to be found exactly once.
 *
 * <pre>tools/soak MINUTES [--seed N]</pre>
 */
public final class Soak {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "CLEW_LOGS_FLUSH_INTERVAL", "5s",
          "CLEW_METRICS_FLUSH_INTERVAL", "5s",
          "CLEW_TRACES_FLUSH_INTERVAL", "5s",
          "CLEW_BUFFER_MAX_BYTES", "32MiB",
          "CLEW_BUFFER_MAX_ENTRY_BYTES", "1MiB",
          "CLEW_BUFFER_MIN_FREE_DISK_BYTES", "64MiB",
          // Nothing may be dropped that is counted at the end.
          "CLEW_STORAGE_DISK_HIGH_PERCENT", "100");

  private static final List<String> HEAPS = List.of("256m", "512m");
  private static final Duration FULL = Duration.ofSeconds(5);

  /** By how much the clock is wrong: an hour of summer time, a month, and to 1970 and 2090. */
  private static final List<String> JUMPS =
      List.of("PT2H", "PT-2H", "PT720H", "PT-720H", "PT9600H", "PT-490000H", "PT560000H");

  private static final Duration WRONG = Duration.ofSeconds(10);

  private final Path server;
  private final Path data;
  private final boolean smallDisk;
  private final Random random;
  private final CountedLoad load = new CountedLoad(Duration.ofMillis(50));
  private final Map<Integer, LongAdder> answers = Questions.counts();
  private final Map<Disturbance, Integer> disturbances = new EnumMap<>(Disturbance.class);
  private final List<String> failures = new ArrayList<>();
  private int checks;
  private double most;

  private Soak(Path server, Path data, boolean smallDisk, long seed) {
    this.server = server;
    this.data = data;
    this.smallDisk = smallDisk;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) throws Exception {
    CommandLine line = CommandLine.parse(arguments);
    Path server = Path.of(line.required("--server")).toAbsolutePath();
    Path data = Path.of(line.required("--data")).toAbsolutePath();
    boolean smallDisk = line.has("--small-disk");
    long seed = line.number("--seed", System.nanoTime());
    line.refuseUnknown();
    long minutes = line.words().isEmpty() ? 30 : Long.parseLong(line.words().getFirst());
    System.out.printf("%d minutes, seed %d, data in %s%n", minutes, seed, data);
    Soak soak = new Soak(server, data, smallDisk, seed);
    soak.run(Duration.ofMinutes(minutes));
    soak.failures.forEach(failure -> System.out.println("FAILED " + failure));
    System.out.printf(
        "%d passed, %d failed%n", soak.checks - soak.failures.size(), soak.failures.size());
    System.exit(soak.failures.isEmpty() ? 0 : 1);
  }

  private void run(Duration duration) throws Exception {
    long began = System.nanoTime();
    int rounds = 0;
    Files.createDirectories(data);
    setClock("PT0H");
    while (System.nanoTime() - began < duration.toNanos()) {
      round();
      rounds++;
    }
    System.out.printf(
        Locale.ROOT,
        "%d rounds %s; requests acknowledged %d, refused %d; queries by status %s; at most %.0f MiB"
            + " resident%n",
        rounds,
        disturbances,
        load.acknowledgedRequests(),
        load.refusedRequests(),
        answers,
        most);
    setClock("PT0H");
    try (Target target = start("1g")) {
      int minutes = (int) Duration.ofNanos(System.nanoTime() - began).toMinutes() + 2;
      CountedAnswers found = new CountedAnswers(path -> body(target, path), minutes);
      for (int i = 0; i < 600 && !found.allRead(); i++) {
        Thread.sleep(100);
      }
      for (CountedAnswers.Result result : found.compare(load)) {
        System.out.println(result);
        check(result.isRight(), result.toString());
      }
      System.out.println("health at the end: " + target.get("/health"));
    }
  }

  private static String body(Target target, String path) {
    Answer answer = target.get(path);
    answer.expect(200);
    return answer.body();
  }

  private Target start(String heap) throws IOException {
    return Target.start(
        server, data, List.of("-Xmx" + heap, "-Dclew.clock.offset=" + offset()), SETTINGS);
  }

  /** The file that says by how much the appliance's clock is wrong. */
  private Path offset() {
    return data.resolveSibling("clock-offset");
  }

  private void setClock(String wrong) throws IOException {
    Files.writeString(offset(), wrong);
  }

  private void round() throws Exception {
    Target target = start(HEAPS.get(random.nextInt(HEAPS.size())));
    List<Thread> senders = load.start(target.otlpPort());
    Questions questions = new Questions(target, answers);
    Thread asking = Thread.ofPlatform().start(questions);
    try {
      Thread.sleep(Duration.ofSeconds(5 + random.nextInt(25)));
      Disturbance disturbance = next();
      disturbances.merge(disturbance, 1, Integer::sum);
      check(target.isAlive(), "the process ended by itself: " + target.output());
      most = Math.max(most, target.usage().peakBytes() / (double) (1 << 20));
      disturb(target, disturbance, questions, asking);
    } finally {
      target.kill();
      questions.stop();
      asking.join();
      for (Thread sender : senders) {
        sender.join();
      }
      target.close();
    }
  }

  private Disturbance next() {
    int dice = random.nextInt(10);
    if (dice < 2) {
      return Disturbance.STOP;
    }
    if (dice < 4 && smallDisk) {
      return Disturbance.FULL_DISK;
    }
    return dice < 6 ? Disturbance.CLOCK_JUMP : Disturbance.KILL;
  }

  private void disturb(Target target, Disturbance disturbance, Questions questions, Thread asking)
      throws IOException, InterruptedException {
    switch (disturbance) {
      case KILL -> target.kill();
      case STOP -> {
        questions.stop();
        asking.join();
        target.close();
      }
      case FULL_DISK -> {
        try (Ballast ballast = new Ballast(data.resolveSibling("ballast"))) {
          ballast.fill();
          Thread.sleep(FULL);
          check(target.isAlive(), "the process did not survive a full disk: " + target.output());
          if (target.isAlive()) {
            check(
                !target.get("/health").body().startsWith("healthy"),
                "health says healthy while the disk is full");
          }
        }
        Thread.sleep(FULL);
        check(target.isAlive(), "the process did not survive a full disk: " + target.output());
        target.kill();
      }
      case CLOCK_JUMP -> {
        setClock(JUMPS.get(random.nextInt(JUMPS.size())));
        Thread.sleep(WRONG);
        check(target.isAlive(), "the process did not survive a jump: " + target.output());
        target.kill();
        if (random.nextBoolean()) {
          // Wrong at the start, too.
          try (Target again = start("256m")) {
            Thread.sleep(WRONG);
            check(again.isAlive(), "the process did not survive a jump: " + again.output());
            again.kill();
          }
        }
        setClock("PT0H");
      }
    }
  }

  private void check(boolean right, String otherwise) {
    checks++;
    if (!right) {
      failures.add(otherwise);
      System.out.println("FAILED " + otherwise);
    }
  }
}
