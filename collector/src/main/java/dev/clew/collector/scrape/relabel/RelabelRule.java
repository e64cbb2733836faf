package dev.clew.collector.scrape.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.clew.model.query.MadeText;
import dev.clew.notation.regex.Expansion;
import dev.clew.notation.regex.GuardedRegex;
import dev.clew.notation.regex.RegexException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One step of relabelling. Rules run in order over the same labels; regular expressions are RE2 and
 * match the whole text.
 *
 * @param sourceLabels joined by the separator they are what is matched, hashed or compared
 * @param regex as it was written
 * @param modulus of {@code hashmod}; 0 otherwise
 * @param targetLabel where the result goes; may hold variables with {@code replace}
 * @see <a
 *     href="https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config">relabel_config</a>
 */
public record RelabelRule(
    RelabelAction action,
    List<String> sourceLabels,
    String separator,
    String regex,
    long modulus,
    String targetLabel,
    String replacement,
    Pattern pattern) {
  public static final String SEPARATOR = ";";
  public static final String REGEX = "(.*)";
  public static final String REPLACEMENT = "$1";

  public RelabelRule {
    sourceLabels = List.copyOf(sourceLabels);
  }

  /**
   * Checks a rule.
   *
   * @throws IllegalArgumentException beginning with the key that is wrong
   */
  public static RelabelRule of(
      RelabelAction action, List<String> sourceLabels, Texts texts, long modulus) {
    check(action, sourceLabels, texts, modulus);
    Pattern pattern;
    try {
      pattern = GuardedRegex.compile(texts.regex(), Pattern.DOTALL);
    } catch (RegexException e) {
      throw new IllegalArgumentException("regex: " + e.getMessage(), e);
    }
    return new RelabelRule(
        action,
        sourceLabels,
        texts.separator(),
        texts.regex(),
        modulus,
        texts.targetLabel(),
        texts.replacement(),
        pattern);
  }

  /** The texts of a rule, with the defaults where none are written. */
  public record Texts(String separator, String regex, String targetLabel, String replacement) {
    public static final Texts DEFAULTS = new Texts(SEPARATOR, REGEX, "", REPLACEMENT);

    public Texts withRegex(String other) {
      return new Texts(separator, other, targetLabel, replacement);
    }

    public Texts withTarget(String other) {
      return new Texts(separator, regex, other, replacement);
    }

    public Texts withReplacement(String other) {
      return new Texts(separator, regex, targetLabel, other);
    }
  }

  private static void check(
      RelabelAction action, List<String> sourceLabels, Texts texts, long modulus) {
    String id = action.id();
    if (action == RelabelAction.HASHMOD && modulus == 0) {
      throw new IllegalArgumentException("modulus: 0 (expected: more than 0 for hashmod)");
    }
    if (action.needsTarget() && texts.targetLabel().isEmpty()) {
      throw new IllegalArgumentException(
          "target_label: \"\" (expected: the label that " + id + " sets or compares)");
    }
    boolean standardRegex = texts.regex().equals(REGEX);
    boolean standardReplacement = texts.replacement().equals(REPLACEMENT);
    boolean standardSeparator = texts.separator().equals(SEPARATOR);
    switch (action) {
      case LOWERCASE, UPPERCASE -> require(standardReplacement, "replacement", id);
      case KEEPEQUAL, DROPEQUAL -> {
        require(standardRegex, "regex", id);
        require(modulus == 0, "modulus", id);
        require(standardSeparator, "separator", id);
        require(standardReplacement, "replacement", id);
      }
      case LABELDROP, LABELKEEP -> {
        require(sourceLabels.isEmpty(), "source_labels", id);
        require(texts.targetLabel().isEmpty(), "target_label", id);
        require(modulus == 0, "modulus", id);
        require(standardSeparator, "separator", id);
        require(standardReplacement, "replacement", id);
      }
      default -> {}
    }
  }

  private static void require(boolean isDefault, String key, String action) {
    if (!isDefault) {
      throw new IllegalArgumentException(key + ": has no meaning with the action " + action);
    }
  }

  /** Applies rules in order; false when what has the labels is dropped. */
  public static boolean apply(List<RelabelRule> rules, MutableLabels labels) {
    for (RelabelRule rule : rules) {
      if (!rule.apply(labels)) {
        return false;
      }
    }
    return true;
  }

  boolean apply(MutableLabels labels) {
    String source = source(labels);
    switch (action) {
      case REPLACE -> replace(source, labels);
      case KEEP -> {
        return matches(source);
      }
      case DROP -> {
        return !matches(source);
      }
      case KEEPEQUAL -> {
        return labels.get(targetLabel).equals(source);
      }
      case DROPEQUAL -> {
        return !labels.get(targetLabel).equals(source);
      }
      case HASHMOD ->
          labels.set(
              targetLabel, Long.toUnsignedString(Long.remainderUnsigned(hash(source), modulus)));
      case LABELMAP -> map(labels);
      case LABELDROP -> names(labels).stream().filter(this::matches).forEach(labels::remove);
      case LABELKEEP ->
          names(labels).stream().filter(name -> !matches(name)).forEach(labels::remove);
      case LOWERCASE -> labels.set(targetLabel, source.toLowerCase(Locale.ROOT));
      case UPPERCASE -> labels.set(targetLabel, source.toUpperCase(Locale.ROOT));
    }
    return true;
  }

  private boolean matches(String text) {
    return GuardedRegex.matcher(pattern, text).matches();
  }

  private String source(MutableLabels labels) {
    if (sourceLabels.size() == 1) {
      return labels.get(sourceLabels.getFirst());
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < sourceLabels.size(); i++) {
      out.append(i == 0 ? "" : separator).append(labels.get(sourceLabels.get(i)));
    }
    return out.toString();
  }

  private static String expand(String text, Matcher matcher) {
    return text.indexOf('$') < 0
        ? text
        : Expansion.of(text, matcher, "relabelling", MadeText.LONGEST_LABEL);
  }

  private void replace(String source, MutableLabels labels) {
    Matcher matcher = GuardedRegex.matcher(pattern, source);
    if (!matcher.matches()) {
      return;
    }
    String target = expand(targetLabel, matcher);
    if (!target.isEmpty()) {
      labels.set(target, expand(replacement, matcher));
    }
  }

  private void map(MutableLabels labels) {
    labels
        .toMap()
        .forEach((name, value) -> {
          Matcher matcher = GuardedRegex.matcher(pattern, name);
          if (matcher.matches()) {
            String target = expand(replacement, matcher);
            if (!target.isEmpty()) {
              labels.set(target, value);
            }
          }
        });
  }

  private static List<String> names(MutableLabels labels) {
    List<String> names = new ArrayList<>();
    labels.forEach((name, value) -> names.add(name));
    return names;
  }

  /** The last eight bytes of the MD5, as Prometheus: shards must agree between both. */
  private static long hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong(8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java platform has MD5", e);
    }
  }
}
