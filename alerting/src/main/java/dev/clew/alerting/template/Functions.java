package dev.clew.alerting.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.model.query.MadeText;
import dev.clew.notation.PrometheusDuration;
import dev.clew.notation.regex.Expansion;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import dev.clew.notation.template.Call;
import dev.clew.notation.template.Dialect.Body;
import dev.clew.notation.template.GoFormat;
import dev.clew.notation.template.GoNumber;
import dev.clew.notation.template.GoText;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The functions of Prometheus that a rule's template can call. */
final class Functions {
  static final Map<String, Body<TemplateContext>> ALL;

  static {
    Map<String, Body<TemplateContext>> all = new HashMap<>();
    queries(all);
    texts(all);
    numbers(all);
    links(all);
    all.put("tmpl", call -> call.template(call.takes(2).text(0), call.value(1)));
    all.put("args", Functions::args);
    ALL = Map.copyOf(all);
  }

  private Functions() {}

  private static void queries(Map<String, Body<TemplateContext>> all) {
    all.put(
        "query",
        call ->
            new QueryResult(
                call.context().query().apply(call.takes(1).text(0)).stream()
                    .map(sample -> new QuerySample(sample.labels().asMap(), sample.value()))
                    .toList()));
    all.put(
        "first",
        call -> {
          List<?> samples = samples(call.takes(1), 0);
          if (samples.isEmpty()) {
            throw call.failure("first() called on vector with no elements");
          }
          return samples.getFirst();
        });
    all.put("label", call -> sample(call.takes(2), 1).labels().getOrDefault(call.text(0), ""));
    all.put("value", call -> sample(call.takes(1), 0).value());
    all.put("strvalue", call -> sample(call.takes(1), 0).labels().getOrDefault("__value__", ""));
    all.put(
        "sortByLabel",
        call -> {
          String name = call.takes(2).text(0);
          List<QuerySample> samples = new ArrayList<>(samples(call, 1));
          samples.sort(Comparator.comparing(sample -> sample.labels().getOrDefault(name, "")));
          return new QueryResult(samples);
        });
  }

  private static void texts(Map<String, Body<TemplateContext>> all) {
    all.put("title", call -> GoText.title(call.takes(1).text(0)));
    all.put("toUpper", call -> call.takes(1).text(0).toUpperCase(Locale.ROOT));
    all.put("toLower", call -> call.takes(1).text(0).toLowerCase(Locale.ROOT));
    all.put("safeHtml", call -> call.takes(1).text(0));
    all.put("match", call -> GuardedRegex.matcher(pattern(call.takes(2)), call.text(1)).find());
    all.put("reReplaceAll", Functions::replaceAll);
    all.put("stripPort", call -> HostPort.stripPort(call.takes(1).text(0)));
    all.put("stripDomain", call -> HostPort.stripDomain(call.takes(1).text(0)));
    all.put("urlQueryEscape", call -> GoText.queryEscape(call.takes(1).text(0)));
  }

  private static void numbers(Map<String, Body<TemplateContext>> all) {
    all.put("humanize", call -> Humanize.metric(number(call)));
    all.put("humanize1024", call -> Humanize.binary(number(call)));
    all.put("humanizeDuration", call -> Humanize.duration(number(call)));
    all.put("humanizePercentage", call -> Humanize.percentage(number(call)));
    all.put("humanizeTimestamp", call -> Humanize.timestamp(number(call)));
    all.put("toTime", call -> Humanize.time(number(call)));
    all.put("toDuration", call -> Duration.ofNanos((long) (number(call) * 1e9)));
    all.put("now", call -> call.context().time().toEpochMilli() / 1000.0);
    all.put(
        "parseDuration",
        call -> {
          try {
            return PrometheusDuration.parse(call.takes(1).text(0)).toMillis() / 1000.0;
          } catch (IllegalArgumentException e) {
            throw call.failure(String.valueOf(e.getMessage()));
          }
        });
  }

  private static void links(Map<String, Body<TemplateContext>> all) {
    all.put("graphLink", call -> link(call, 0));
    all.put("tableLink", call -> link(call, 1));
    all.put("externalURL", call -> call.context().site().externalUrl());
    all.put(
        "pathPrefix",
        call -> {
          String path = URI.create(call.context().site().externalUrl()).getPath();
          return path == null ? "" : path;
        });
  }

  private static String link(Call<TemplateContext> call, int tab) {
    return "/graph?g0.expr=" + GoText.queryEscape(call.takes(1).text(0)) + "&g0.tab=" + tab;
  }

  /** The only argument: a number, or text that is one. */
  private static double number(Call<TemplateContext> call) {
    return switch (call.takes(1).value(0)) {
      case Double number -> number;
      case Long number -> number;
      case Duration duration -> duration.toNanos() / 1e9;
      case String text -> GoNumber.parseFloat(text);
      case null -> throw call.failure("can't convert <nil> to float");
      case Object other ->
          throw call.failure("can't convert " + GoFormat.type(other) + " to float");
    };
  }

  private static QuerySample sample(Call<TemplateContext> call, int index) {
    if (call.value(index) instanceof QuerySample sample) {
      return sample;
    }
    throw call.wrongType("*template.sample", index);
  }

  private static QueryResult samples(Call<TemplateContext> call, int index) {
    if (call.value(index) instanceof QueryResult samples) {
      return samples;
    }
    throw call.wrongType("template.queryResult", index);
  }

  private static Object args(Call<TemplateContext> call) {
    Map<String, Object> named = new TreeMap<>();
    for (int i = 0; i < call.count(); i++) {
      Object value = call.value(i);
      if (value != null) {
        named.put("arg" + i, value);
      }
    }
    return named;
  }

  private static Object replaceAll(Call<TemplateContext> call) {
    String replacement = call.takes(3).text(1);
    String text = call.text(2);
    Pattern pattern = pattern(call);
    Matcher matcher = GuardedRegex.matcher(pattern, text);
    MadeText out = new MadeText("reReplaceAll", call.longest());
    int from = 0;
    while (matcher.find()) {
      out.append(text, from, matcher.start());
      Expansion.append(out, replacement, matcher);
      from = matcher.end();
    }
    return out.append(text, from, text.length()).toString();
  }

  /** The expression that is the first argument. */
  private static Pattern pattern(Call<TemplateContext> call) {
    try {
      return GuardedRegex.compile(call.text(0));
    } catch (RegexException e) {
      throw call.failure(String.valueOf(e.getMessage()));
    }
  }
}
