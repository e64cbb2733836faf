package dev.clew.benchmarks.attack;

import dev.clew.benchmarks.CommandLine;
import dev.clew.benchmarks.Corpus;
import dev.clew.benchmarks.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs every attack against an appliance of each heap size. After each one the process has to live,
 * to answer, and to take an honest record; at the end every honest record has to be found once. The
 * last line counts.
 *
 * <pre>tools/attack [--heaps 160m,256m,512m] [--only WORD]</pre>
 */
public final class Attacks {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "CLEW_BUFFER_MIN_FREE_DISK_BYTES", "16MiB",
          "CLEW_ALERTING_INTERVAL", "5s");

  private final Path server;
  private final Path work;
  private final String only;
  private final List<String> failures = new ArrayList<>();
  private int passed;

  private Attacks(Path server, Path work, String only) {
    this.server = server;
    this.work = work;
    this.only = only;
  }

  public static void main(String[] arguments) throws Exception {
    CommandLine line = CommandLine.parse(arguments);
    Path server = Path.of(line.required("--server")).toAbsolutePath();
    List<String> heaps = Arrays.asList(line.text("--heaps", "160m,256m,512m").split(","));
    String only = line.text("--only", "");
    line.refuseUnknown();
    Path work = Files.createTempDirectory("clew-attack");
    Attacks attacks = new Attacks(server, work, only);
    try {
      for (String heap : heaps) {
        attacks.on(heap);
      }
    } finally {
      Directories.delete(work);
    }
    attacks.failures.forEach(failure -> System.out.println("FAILED " + failure));
    System.out.printf("%d passed, %d failed%n", attacks.passed, attacks.failures.size());
    System.exit(attacks.failures.isEmpty() ? 0 : 1);
  }

  private List<Attack> list() {
    List<Attack> all = new ArrayList<>();
    all.addAll(DoorAttacks.all());
    all.addAll(QueryAttacks.all());
    all.addAll(SlowAttacks.all());
    all.addAll(BodyAttacks.all());
    return all.stream().filter(attack -> attack.name().contains(only)).toList();
  }

  private void on(String heap) throws Exception {
    Path data = work.resolve(heap);
    Canaries canaries = new Canaries();
    Target target = start(data, heap);
    double most = 0;
    try {
      fill(target);
      for (Attack attack : list()) {
        canaries.sendAndKeep(target);
        run(heap, attack, target);
        if (!target.isAlive()) {
          target.output().stream()
              .skip(Math.max(0, target.output().size() - 15L))
              .forEach(System.out::println);
          target.close();
          target = start(data, heap);
        }
        most = Math.max(most, target.usage().peakBytes() / (double) (1 << 20));
      }
      canaries.sendAndKeep(target);
      int wrong = canaries.wrong(target);
      String what = heap + ": " + canaries.acknowledged() + " honest records found once each";
      note(what, wrong == 0, wrong == 0 ? "" : wrong + " are not");
    } finally {
      target.close();
    }
    System.out.printf(Locale.ROOT, "%s: at most %.0f MiB resident%n", heap, most);
  }

  private Target start(Path data, String heap) throws IOException {
    return Target.start(server, data, List.of("-Xmx" + heap), SETTINGS);
  }

  /** Something to ask for: 100,000 log records, 20,000 spans, 10,000 series. */
  private static void fill(Target target) throws InterruptedException {
    for (String signal : List.of("logs", "traces", "metrics")) {
      Corpus corpus = Corpus.of(signal);
      int requests = signal.equals("logs") ? 200 : signal.equals("traces") ? 40 : 120;
      int records = signal.equals("metrics") ? 250 : 500;
      for (int i = 0; i < requests; i++) {
        // The metric corpus begins 5,000 exports back and goes on from there.
        long index = signal.equals("metrics") ? 4_990L * 40 + i : i;
        byte[] body = corpus.request(index, records, System.currentTimeMillis() * 1_000_000);
        Answer answer = target.post(corpus.path(), "application/x-protobuf", "", body);
        for (int attempt = 0; attempt < 100 && answer.status() == 429; attempt++) {
          Thread.sleep(100);
          answer = target.post(corpus.path(), "application/x-protobuf", "", body);
        }
        answer.expect(200);
      }
    }
  }

  private void run(String heap, Attack attack, Target target) {
    String what = heap + ": " + attack.name();
    long began = System.nanoTime();
    String answer;
    boolean right = true;
    try {
      answer = attack.strike().against(target);
    } catch (Exception | AssertionError e) {
      right = false;
      answer = String.valueOf(e.getMessage());
    }
    if (!target.isAlive()) {
      right = false;
      answer = "the process has ended; " + answer;
    } else {
      try {
        target.get("/health/live").expect(200);
      } catch (AssertionError e) {
        right = false;
        answer = "no longer live: " + e.getMessage();
      }
    }
    long millis = (System.nanoTime() - began) / 1_000_000;
    note(what, right, answer + " (" + millis + " ms)");
  }

  private void note(String what, boolean right, String answer) {
    System.out.println((right ? "ok     " : "FAILED ") + what + ": " + answer);
    if (right) {
      passed++;
    } else {
      failures.add(what + ": " + answer);
    }
  }
}
