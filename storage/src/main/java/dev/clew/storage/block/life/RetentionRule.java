package dev.clew.storage.block.life;

import dev.clew.model.QueryException;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the rows are kept that a filter wants, in place of the store's own retention. Applied
 * when rows move to disk: rows that are there already keep what they were given.
 *
 * @param days whole days, at least 1
 */
public record RetentionRule(Filter filter, int days) {
  private static final Pattern TEXT = Pattern.compile("(.*):\\s*([0-9]{1,5})d\\s*", Pattern.DOTALL);
  private static final int MOST_DAYS = 36_500;

  public RetentionRule {
    if (days < 1 || days > MOST_DAYS) {
      throw new IllegalArgumentException("days: " + days + " (expected: 1 to " + MOST_DAYS + ")");
    }
  }

  /** Reads each of them, as the key {@code retention_rules} of a configuration. */
  public static List<RetentionRule> parseAll(List<String> texts) {
    try {
      return texts.stream().map(RetentionRule::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("retentionRules: " + e.getMessage(), e);
    }
  }

  /** Reads {@code service=audit: 90d}; the filter is in the search bar's notation. */
  public static RetentionRule parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || parts.group(1).isBlank()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" (expected: a filter and whole days, such as service=audit: 90d)");
    }
    try {
      return new RetentionRule(
          SearchParser.parse(parts.group(1).strip()), Integer.parseInt(parts.group(2)));
    } catch (QueryException e) {
      throw new IllegalArgumentException("\"" + text + "\": " + e.getMessage(), e);
    }
  }
}
