package dev.clew.metricsstore.index;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the size of a regular expression before anybody compiles it: counts within counts, as
 * in {@code ((a{999}){999}){999}}, make a few characters as large as one likes.
 */
final class RegexSize {
  private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");
  private static final long LIMIT = 1L << 40;

  private RegexSize() {}

  /**
   * @param node the parsed expression, or null when it is not understood
   */
  static long of(String text, @Nullable RegexNode node) {
    if (node != null) {
      return of(node);
    }
    long product = Math.max(1, text.length());
    Matcher counts = COUNT.matcher(text);
    while (counts.find() && product < LIMIT) {
      String most = counts.group(2);
      String greatest = most == null || most.isEmpty() ? counts.group(1) : most;
      product *= Math.max(1, Long.parseLong(greatest));
    }
    return product;
  }

  private static long of(RegexNode node) {
    return switch (node) {
      case RegexNode.OneOf _ -> 1;
      case RegexNode.Sequence(var parts) -> sum(parts);
      case RegexNode.Choice(var branches) -> sum(branches);
      case RegexNode.Repeat repeat ->
          Math.min(LIMIT, of(repeat.part()) * Math.max(1, Math.max(repeat.least(), repeat.most())));
    };
  }

  private static long sum(List<RegexNode> nodes) {
    long sum = nodes.size();
    for (RegexNode node : nodes) {
      sum = Math.min(LIMIT, sum + of(node));
    }
    return sum;
  }
}
