package dev.clew.benchmarks.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Queries that are short and dear. */
final class QueryAttacks {
  private static final String PROMQL = "/prometheus/api/v1/query?query=";
  private static final String LOGQL = "/loki/api/v1/query_range?query=";
  private static final String SEARCH = "/api/clew/v1/logs/search?query=";
  private static final String ANALYZE = "/api/clew/v1/logs/analyze?query=";
  private static final String TRACES = "/api/clew/v1/traces/search?query=";

  private QueryAttacks() {}

  static List<Attack> all() {
    List<Attack> attacks = new ArrayList<>();
    strings(attacks);
    expressions(attacks);
    depth(attacks);
    attacks.add(
        new Attack("ten heavy queries of each kind beside light ones", QueryAttacks::heavy));
    return attacks;
  }

  private static void strings(List<Attack> attacks) {
    String doubled = "label_replace(vector(1),\"a\",\"xxxxxxxxxxxxxxxx\",\"\",\"\")";
    String joined = doubled;
    for (int i = 0; i < 26; i++) {
      doubled = "label_replace(" + doubled + ",\"a\",\"$1$1\",\"a\",\"(.*)\")";
      joined = "label_join(" + joined + ",\"a\",\",\",\"a\",\"a\")";
    }
    add(attacks, "label_replace doubled 26 times", PROMQL, doubled);
    add(attacks, "label_join doubled 26 times", PROMQL, joined);
    String format = "{service_name=~\".+\"}";
    for (int i = 0; i < 30; i++) {
      format += " | line_format `{{__line__}}{{__line__}}`";
    }
    add(attacks, "line_format doubled 30 times", LOGQL, format);
    add(
        attacks,
        "a template that repeats",
        LOGQL,
        "{service_name=~\".+\"} | line_format `{{ repeat 1000000000 \"x\" }}`");
  }

  private static void expressions(List<Attack> attacks) {
    for (String regex : List.of("((a{999}){999}){999}", "((a{1,100}){1,100}){1,100}")) {
      String quoted = '"' + regex + '"';
      add(attacks, "PromQL =~ " + regex, PROMQL, "up{a=~" + quoted + "}");
      add(
          attacks,
          "label_replace by " + regex,
          PROMQL,
          "label_replace(vector(1),\"a\",\"b\",\"c\"," + quoted + ")");
      add(attacks, "LogQL |~ " + regex, LOGQL, "{service_name=~\".+\"} |~ " + quoted);
      add(attacks, "LogQL =~ " + regex, LOGQL, "{service_name=~" + quoted + "}");
      add(attacks, "search /" + regex + "/", SEARCH, "/" + regex + "/");
      add(attacks, "spans /" + regex + "/", TRACES, "name:/" + regex + "/");
      add(attacks, "extract by " + regex, ANALYZE, "* | extract /(?P<x>" + regex + ")/ | fields x");
      attacks.add(
          new Attack(
              "series?match[]= " + regex,
              t ->
                  t.get("/prometheus/api/v1/series?match[]=" + Target.encode("{a=~" + quoted + "}"))
                      .expectJson(200, 400, 422)));
    }
  }

  private static void depth(List<Attack> attacks) {
    add(attacks, "PromQL 1+1+… 3,000 terms", PROMQL, "1" + "+1".repeat(2_999));
    add(attacks, "PromQL a or a … 1,000", PROMQL, "a" + " or a".repeat(999));
    add(attacks, "PromQL 5,000 (", PROMQL, "(".repeat(5_000) + "1" + ")".repeat(5_000));
    add(attacks, "PromQL 5,000 -", PROMQL, "-".repeat(5_000) + "1");
    add(
        attacks,
        "PromQL 300 subqueries",
        PROMQL,
        "max_over_time(".repeat(300) + "up" + "[1m:1s])".repeat(300));
    add(attacks, "PromQL 1,000 abs", PROMQL, "abs(".repeat(1_000) + "up" + ")".repeat(1_000));
    String rate = "rate({service_name=~\".+\"}[1m])";
    add(attacks, "LogQL 400 terms", LOGQL, rate + (" or " + rate).repeat(200));
    add(attacks, "LogQL 5,000 (", LOGQL, "(".repeat(5_000) + rate + ")".repeat(5_000));
    add(attacks, "LogQL 1,000 stages", LOGQL, "{service_name=~\".+\"}" + " |= \"a\"".repeat(1_000));
    add(attacks, "search 1,000 OR", SEARCH, "a" + " OR a".repeat(1_000));
    add(attacks, "search 5,000 (", SEARCH, "(".repeat(5_000) + "a" + ")".repeat(5_000));
    add(attacks, "search 3,000 NOT", SEARCH, "NOT ".repeat(2_000) + "a");
    add(attacks, "spans 5,000 (", TRACES, "(".repeat(5_000) + "a" + ")".repeat(5_000));
    add(
        attacks,
        "pipes: 2,000 ( in an expression",
        ANALYZE,
        "* | math " + "(".repeat(2_000) + "1" + ")".repeat(2_000) + " as x");
    add(
        attacks,
        "pipes: where with 5,000 (",
        ANALYZE,
        "* | where " + "(".repeat(5_000) + "a" + ")".repeat(5_000));
  }

  private static void add(List<Attack> attacks, String name, String path, String query) {
    attacks.add(
        new Attack(
            name,
            t -> {
              Answer answer = t.get(path + Target.encode(query));
              return path.equals(LOGQL)
                  ? answer.expect(200, 400, 414, 422, 429)
                  : answer.expectJson(200, 400, 414, 422, 429);
            }));
  }

  /** The light ones are answered; the heavy ones too, or they are told why not. */
  private static String heavy(Target target) throws Exception {
    List<String> queries =
        List.of(
            "/prometheus/api/v1/query_range?query="
                + Target.encode("{__name__=~\".+\"}")
                + range("1"),
            "/prometheus/api/v1/query_range?query="
                + Target.encode("topk(1000, {__name__=~\".+\"})")
                + range("1"),
            "/prometheus/api/v1/query?query="
                + Target.encode("count_values(\"v\", {__name__=~\".+\"})"),
            "/prometheus/api/v1/query_range?query="
                + Target.encode("max_over_time(sum by (http_route) ({__name__=~\".+\"})[1h:1s])")
                + range("10"),
            LOGQL
                + Target.encode("sum by (order_id) (count_over_time({service_name=~\".+\"}[1h]))"),
            ANALYZE + Target.encode("* | stats count() by (order.id, thread.name)"),
            ANALYZE + Target.encode("* | sort by (body)"),
            "/api/clew/v1/logs/facets?limit=1000&query=*",
            "/api/clew/v1/logs/export?query=*",
            "/api/clew/v1/traces/search?limit=1000&query=" + Target.encode("duration>0ms"));
    try (ExecutorService threads = Executors.newFixedThreadPool(queries.size() * 10)) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        for (String query : queries) {
          answers.add(CompletableFuture.supplyAsync(() -> target.get(query), threads));
        }
      }
      int light = 0;
      while (!answers.stream().allMatch(CompletableFuture::isDone) || light == 0) {
        target.get(PROMQL + Target.encode("sum(up) or vector(1)")).expectJson(200);
        target.get(SEARCH + "service:canary&limit=10").expectJson(200);
        light++;
      }
      int whole = 0;
      int cut = 0;
      for (CompletableFuture<Answer> answer : answers) {
        if (answer.get().isCutOff()) {
          cut++; // one that had begun when there was no more memory
          continue;
        }
        answer.get().expect(200, 422, 429, 503);
        whole += answer.get().status() == 200 ? 1 : 0;
      }
      return "%d of %d whole, %d cut off, the others refused, %d light ones beside them"
          .formatted(whole, answers.size(), cut, light);
    }
  }

  private static String range(String step) {
    long now = System.currentTimeMillis() / 1000;
    return "&start=" + (now - 10_000) + "&end=" + now + "&step=" + step;
  }
}
