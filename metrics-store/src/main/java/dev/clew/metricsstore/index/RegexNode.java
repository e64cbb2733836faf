package dev.clew.metricsstore.index;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.jspecify.annotations.Nullable;

/** A regular expression in the strict sense: what a finite automaton can decide. */
sealed interface RegexNode {
  /** More literals are matched faster by the automaton. */
  int MAX_LITERALS = 256;

  RegexNode EMPTY = new Sequence(List.of());

  Automaton automaton();

  /** All texts it matches, or null when they are many. */
  @Nullable Set<String> literals();

  /** What every text that it matches begins with. */
  String prefix();

  /** One code point out of a set. */
  record OneOf(CodePoints set) implements RegexNode {
    private static final int MAX_EXPANDED = 16;

    @Override
    public Automaton automaton() {
      Automaton automaton = new Automaton();
      int start = automaton.createState();
      int end = automaton.createState();
      automaton.setAccept(end, true);
      set.forEachRange((low, high) -> automaton.addTransition(start, end, low, high));
      automaton.finishState();
      return automaton;
    }

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
    public Automaton automaton() {
      if (parts.isEmpty()) {
        return Automata.makeEmptyString(); // concatenating nothing would match nothing
      }
      return Operations.concatenate(parts.stream().map(RegexNode::automaton).toList());
    }

    @Override
    public @Nullable Set<String> literals() {
      Set<String> all = Set.of("");
      for (RegexNode part : parts) {
        Set<String> next = part.literals();
        if (next == null || (long) all.size() * next.size() > MAX_LITERALS) {
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
    public Automaton automaton() {
      return Operations.union(branches.stream().map(RegexNode::automaton).toList());
    }

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
    public Automaton automaton() {
      Automaton once = part.automaton();
      if (most == 0) {
        return Automata.makeEmptyString();
      }
      return most < 0 ? Operations.repeat(once, least) : Operations.repeat(once, least, most);
    }

    @Override
    public @Nullable Set<String> literals() {
      if (most < 0) {
        return null;
      }
      List<RegexNode> counts = new ArrayList<>();
      for (int count = least; count <= most; count++) {
        counts.add(new Sequence(java.util.Collections.nCopies(count, part)));
      }
      return counts.size() > MAX_LITERALS ? null : new Choice(counts).literals();
    }

    @Override
    public String prefix() {
      return least > 0 ? part.prefix() : "";
    }
  }
}
