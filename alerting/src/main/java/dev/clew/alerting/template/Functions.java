package dev.clew.alerting.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.alerting.duration.PrometheusDuration;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The functions a template can call: those of Prometheus, and of Go by {@link Builtins}. */
final class Functions {
  /** Takes the arguments, answers the result. */
  interface Function {
    @Nullable Object call(Arguments arguments);
  }

  private static final Set<String> NAMES =
      Set.copyOf(
          new Functions(
                  new TemplateContext(
                      Map.of(),
                      0,
                      new TemplateContext.Site(Map.of(), ""),
                      java.time.Instant.EPOCH,
                      query -> List.of()),
                  (name, data) -> "")
              .functions.keySet());

  /** Of all texts that functions take and make in one template: variables may keep them. */
  private static final long MOST_MADE = 64L * Interpreter.MAXIMUM_LENGTH;

  private final Map<String, Function> functions = new HashMap<>();
  private long made;
  private final TemplateContext context;

  Functions(TemplateContext context, BiFunction<String, @Nullable Object, String> templates) {
    this.context = context;
    Builtins.addTo(functions);
    addQueries();
    addTexts();
    addNumbers();
    addLinks();
    functions.put("tmpl", arguments -> templates.apply(arguments.text(0, 2), arguments.value(1)));
    functions.put("args", Functions::args);
  }

  static Set<String> names() {
    return NAMES;
  }

  @Nullable Object call(String name, List<@Nullable Object> arguments) {
    Function function = functions.get(name);
    if (function == null) {
      throw new IllegalStateException("BUG: function " + name + " passed the parser");
    }
    Arguments given = new Arguments(name, arguments);
    count(given, arguments);
    Object result = function.call(given);
    count(given, Collections.singletonList(result));
    return result;
  }

  /** Before a function makes one text of several, and after. */
  private void count(Arguments given, List<@Nullable Object> values) {
    long length = 0;
    for (Object value : values) {
      length += value instanceof String text ? text.length() : 0;
    }
    made += length;
    if (length > Interpreter.MAXIMUM_LENGTH || made > MOST_MADE) {
      throw given.failure(
          "texts of "
              + (length > Interpreter.MAXIMUM_LENGTH ? length : made)
              + " characters (expected: one of at most "
              + Interpreter.MAXIMUM_LENGTH
              + ", and "
              + MOST_MADE
              + " together)");
    }
  }

  private void addQueries() {
    functions.put(
        "query",
        arguments ->
            context.query().apply(arguments.text(0, 1)).stream()
                .map(sample -> new QuerySample(sample.labels().asMap(), sample.value()))
                .toList());
    functions.put(
        "first",
        arguments -> {
          List<?> samples = arguments.samples(0, 1);
          if (samples.isEmpty()) {
            throw arguments.failure("first() called on vector with no elements");
          }
          return samples.getFirst();
        });
    functions.put(
        "label",
        arguments -> arguments.sample(1, 2).labels().getOrDefault(arguments.text(0, 2), ""));
    functions.put("value", arguments -> arguments.sample(0, 1).value());
    functions.put(
        "strvalue", arguments -> arguments.sample(0, 1).labels().getOrDefault("__value__", ""));
    functions.put(
        "sortByLabel",
        arguments -> {
          String name = arguments.text(0, 2);
          List<QuerySample> samples = new ArrayList<>(arguments.samples(1, 2));
          samples.sort(Comparator.comparing(sample -> sample.labels().getOrDefault(name, "")));
          return samples;
        });
  }

  private void addTexts() {
    functions.put("title", arguments -> title(arguments.text(0, 1)));
    functions.put("toUpper", arguments -> arguments.text(0, 1).toUpperCase(java.util.Locale.ROOT));
    functions.put("toLower", arguments -> arguments.text(0, 1).toLowerCase(java.util.Locale.ROOT));
    functions.put("safeHtml", arguments -> arguments.text(0, 1));
    functions.put(
        "match",
        arguments -> GuardedRegex.matcher(pattern(arguments, 2), arguments.text(1, 2)).find());
    functions.put("reReplaceAll", Functions::replaceAll);
    functions.put("stripPort", arguments -> HostPort.stripPort(arguments.text(0, 1)));
    functions.put("stripDomain", arguments -> HostPort.stripDomain(arguments.text(0, 1)));
    functions.put("urlQueryEscape", arguments -> escape(arguments.text(0, 1)));
  }

  private void addNumbers() {
    functions.put("humanize", arguments -> Humanize.metric(arguments.number(0, 1)));
    functions.put("humanize1024", arguments -> Humanize.binary(arguments.number(0, 1)));
    functions.put("humanizeDuration", arguments -> Humanize.duration(arguments.number(0, 1)));
    functions.put("humanizePercentage", arguments -> Humanize.percentage(arguments.number(0, 1)));
    functions.put(
        "humanizeTimestamp",
        arguments -> arguments.guarded(() -> Humanize.timestamp(arguments.number(0, 1))));
    functions.put(
        "toTime", arguments -> arguments.guarded(() -> Humanize.time(arguments.number(0, 1))));
    functions.put(
        "toDuration", arguments -> Duration.ofNanos((long) (arguments.number(0, 1) * 1e9)));
    functions.put("now", arguments -> context.time().toEpochMilli() / 1000.0);
    functions.put(
        "parseDuration",
        arguments -> {
          try {
            return PrometheusDuration.parse(arguments.text(0, 1)).toMillis() / 1000.0;
          } catch (IllegalArgumentException e) {
            throw arguments.failure(String.valueOf(e.getMessage()));
          }
        });
  }

  private void addLinks() {
    functions.put(
        "graphLink", arguments -> "/graph?g0.expr=" + escape(arguments.text(0, 1)) + "&g0.tab=0");
    functions.put(
        "tableLink", arguments -> "/graph?g0.expr=" + escape(arguments.text(0, 1)) + "&g0.tab=1");
    functions.put("externalURL", arguments -> context.site().externalUrl());
    functions.put(
        "pathPrefix",
        arguments -> {
          String path = URI.create(context.site().externalUrl()).getPath();
          return path == null ? "" : path;
        });
  }

  private static Object args(Arguments arguments) {
    Map<String, Object> named = new TreeMap<>();
    for (int i = 0; i < arguments.count(); i++) {
      Object value = arguments.value(i);
      if (value != null) {
        named.put("arg" + i, value);
      }
    }
    return named;
  }

  private static Object replaceAll(Arguments arguments) {
    Matcher matcher = GuardedRegex.matcher(pattern(arguments, 3), arguments.text(2, 3));
    String replacement = arguments.text(1, 3);
    MadeText out = new MadeText("reReplaceAll", Interpreter.MAXIMUM_LENGTH);
    int from = 0;
    while (matcher.find()) {
      out.append(arguments.text(2, 3), from, matcher.start());
      Replacement.append(out, replacement, matcher);
      from = matcher.end();
    }
    return out.append(arguments.text(2, 3).substring(from)).toString();
  }

  private static Pattern pattern(Arguments arguments, int count) {
    try {
      return GuardedRegex.compile(arguments.text(0, count));
    } catch (RegexException e) {
      throw arguments.failure(String.valueOf(e.getMessage()));
    }
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(inside ? c : Character.toTitleCase(c));
      inside = Character.isLetterOrDigit(c) || c == '_';
    }
    return out.toString();
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
