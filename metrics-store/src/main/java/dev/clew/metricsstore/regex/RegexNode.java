package dev.clew.metricsstore.regex;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A regular expression in the strict sense: what a finite automaton can decide. */
sealed interface RegexNode {
  /** More literals out of sets and repetitions are matched faster by the automaton. */
  int MAX_PRODUCTS = 256;

  /** Dashboards put every selected value into one expression. */
  int MAX_LITERALS = 20_000;

  RegexNode EMPTY = new Sequence(List.of());

  /** All texts it matches, or null when they are many. */
  @Nullable Set<String> literals();

  /** What every text that it matches begins with. */
  String prefix();

  /** The text of an expression like {@code .*text.*}, or null when it is of another kind. */
  static @Nullable String within(RegexNode node) {
    if (!(node instanceof Sequence(List<RegexNode> parts))
        || parts.size() < 3
        || !isAnything(parts.getFirst())
        || !isAnything(parts.getLast())) {
      return null;
    }
    Set<String> literals = new Sequence(parts.subList(1, parts.size() - 1)).literals();
    return literals != null && literals.size() == 1 ? literals.iterator().next() : null;
  }

  private static boolean isAnything(RegexNode node) {
    return node instanceof Repeat(OneOf(CodePoints set), int least, int most)
        && set.isAll()
        && least == 0
        && most < 0;
  }

  /** One code point out of a set. */
  record OneOf(CodePoints set) implements RegexNode {
    private static final int MAX_EXPANDED = 16;

    @Override
    public @Nullable Set<String> literals() {
      if (set.size() > MAX_EXPANDED) {
        return null;
      }
      Set<String> literals = new LinkedHashSet<>();
      set.forEachRange((low, high) -> {
        for (int c = low; c <= high; c++) {
          literals.add(Character.toString(c));
        }
      });
      return literals;
    }

    @Override
    public String prefix() {
      Set<String> literals = set.size() == 1 ? literals() : null;
      return literals == null ? "" : literals.iterator().next();
    }
  }

  /** One after another; of no parts, it matches the empty text. */
  record Sequence(List<RegexNode> parts) implements RegexNode {
    @Override
    public @Nullable Set<String> literals() {
      Set<String> all = Set.of("");
      for (RegexNode part : parts) {
        Set<String> next = part.literals();
        if (next == null || (long) all.size() * next.size() > MAX_PRODUCTS) {
          return null;
        }
        Set<String> product = new LinkedHashSet<>();
        for (String head : all) {
          next.forEach(tail -> product.add(head + tail));
        }
        all = product;
      }
      return all;
    }

    @Override
    public String prefix() {
      StringBuilder prefix = new StringBuilder();
      for (RegexNode part : parts) {
        prefix.append(part.prefix());
        Set<String> literals = part.literals();
        if (literals == null || literals.size() != 1) {
          break;
        }
      }
      return prefix.toString();
    }
  }

  /** Any one of several, at least one. */
  record Choice(List<RegexNode> branches) implements RegexNode {
    @Override
    public @Nullable Set<String> literals() {
      Set<String> all = new LinkedHashSet<>();
      for (RegexNode branch : branches) {
        Set<String> literals = branch.literals();
        if (literals == null || all.size() + literals.size() > MAX_LITERALS) {
          return null;
        }
        all.addAll(literals);
      }
      return all;
    }

    @Override
    public String prefix() {
      String common = branches.getFirst().prefix();
      for (RegexNode branch : branches) {
        String other = branch.prefix();
        int length = 0;
        while (length < Math.min(common.length(), other.length())
            && common.charAt(length) == other.charAt(length)) {
          length++;
        }
        // Half of a surrogate pair is no prefix of UTF-8 bytes.
        boolean half = length > 0 && Character.isHighSurrogate(common.charAt(length - 1));
        common = common.substring(0, half ? length - 1 : length);
      }
      return common;
    }
  }

  /**
   * Repeated.
   *
   * @param most -1 without end
   */
  record Repeat(RegexNode part, int least, int most) implements RegexNode {
    @Override
    public @Nullable Set<String> literals() {
      if (most < 0) {
        return null;
      }
      List<RegexNode> counts = new ArrayList<>();
      for (int count = least; count <= most; count++) {
        counts.add(new Sequence(java.util.Collections.nCopies(count, part)));
      }
      return counts.size() > MAX_PRODUCTS ? null : new Choice(counts).literals();
    }

    @Override
    public String prefix() {
      return least > 0 ? part.prefix() : "";
    }
  }
}
