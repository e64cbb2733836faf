package dev.clew.storage.block.filter;

import dev.clew.storage.column.TemplateText;
import dev.clew.storage.column.slot.TemplateVariables;
import dev.clew.storage.column.slot.TextMask;
import dev.clew.storage.text.ColourCodes;
import dev.clew.storage.text.Literal;
import dev.clew.storage.text.TemplateSplitter;
import dev.clew.storage.text.TextPattern;
import dev.clew.storage.text.WordBytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tests the entries of a column that is stored as templates. What a template says by itself is
 * decided once for all of its entries; what can only lie within a variable is looked for in the
 * values of that variable; a line is rebuilt only when neither decides.
 *
 * <p>This rests on what {@link TemplateSplitter} promises: a variable begins and ends where a word
 * does.
 *
 * <p>Not thread-safe; made for one search of one column.
 */
final class TemplateMatcher {
  /** Longer literals are rare, and looking for all their divisions takes the square of it. */
  private static final int LONGEST_LITERAL = 128;

  private static final byte UNKNOWN = 0;
  private static final byte ALL = 1;
  private static final byte NONE = 2;
  private static final byte IN_SLOTS = 3;
  private static final byte IN_LINE = 4;

  private final TemplateText text;
  private final ValuePredicate test;
  private final @Nullable TextPattern pattern;
  private final @Nullable Literal literal;
  private final byte[] verdicts;
  private final int[][] slotsToTest;
  private final byte[][][] ofDistinct;
  private byte[] scratch = new byte[256];

  TemplateMatcher(TemplateText text, ValuePredicate test) {
    this.text = text;
    this.test = test;
    this.pattern = test.pattern();
    this.literal = pattern == null ? null : pattern.literal();
    verdicts = new byte[text.templates()];
    slotsToTest = new int[text.templates()][];
    ofDistinct = new byte[text.templates()][][];
  }

  boolean matches(int entry) {
    int template = text.templateOf(entry);
    byte verdict = verdicts[template];
    if (verdict == UNKNOWN) {
      verdict = judge(template);
      verdicts[template] = verdict;
    }
    return switch (verdict) {
      case ALL -> true;
      case NONE -> false;
      case IN_SLOTS -> isInSlots(template, text.ranks()[entry]);
      default -> {
        room(text.longest(template));
        yield test.text(scratch, 0, text.print(entry, scratch, 0));
      }
    };
  }

  private void room(int length) {
    if (scratch.length < length) {
      scratch = new byte[Math.max(length, scratch.length * 2)];
    }
  }

  private boolean isInSlots(int template, int rank) {
    int[] slots = slotsToTest[template];
    for (int i = 0; i < slots.length; i++) {
      TemplateVariables slot = text.slot(template, slots[i]);
      byte[] known = ofDistinct[template][i];
      if (known != null) {
        int number = slot.number(rank);
        if (known[number] == UNKNOWN) {
          room(slot.longest());
          int end = slot.printDistinct(number, scratch, 0);
          known[number] = test.text(scratch, 0, end) ? ALL : NONE;
        }
        if (known[number] == ALL) {
          return true;
        }
      } else {
        room(slot.longest());
        if (test.text(scratch, 0, slot.print(rank, scratch, 0))) {
          return true;
        }
      }
    }
    return false;
  }

  private byte judge(int template) {
    byte[] bytes = text.templateBytes();
    int from = text.start(template);
    int to = text.end(template);
    if (text.slots(template) == 0) {
      return test.text(bytes, from, to) ? ALL : NONE;
    }
    if (template == text.residual()) {
      return inSlots(template, new int[] {0});
    }
    if (literal == null
        || literal.bytes().length > LONGEST_LITERAL
        || ColourCodes.isDivided(bytes, from, to) // as blocks of older versions have it
        || (!literal.sufficient() && hasMoreThanAscii(template))) {
      return IN_LINE;
    }
    if (literal.bytes().length > text.longest(template)) {
      return NONE;
    }
    boolean held = isHeld(bytes, from, to);
    if (held) {
      return literal.sufficient() ? ALL : IN_LINE;
    }
    if (new Divisions(template, literal).any()) {
      return IN_LINE;
    }
    int[] within = slotsThatMayHold(template);
    if (within.length == 0) {
      return NONE;
    }
    return literal.sufficient() && areApart(template) ? inSlots(template, within) : IN_LINE;
  }

  private byte inSlots(int template, int[] slots) {
    slotsToTest[template] = slots;
    byte[][] known = new byte[slots.length][];
    for (int i = 0; i < slots.length; i++) {
      int distinct = text.slot(template, slots[i]).distinct();
      if (distinct > 0) {
        known[i] = new byte[distinct];
      }
    }
    ofDistinct[template] = known;
    return IN_SLOTS;
  }

  /** Letters beyond ASCII may become others with their case, so that bytes decide nothing. */
  private boolean hasMoreThanAscii(int template) {
    long mask = TextMask.of(text.templateBytes(), text.start(template), text.end(template));
    for (int slot = 0; slot < text.slots(template); slot++) {
      mask |= text.slot(template, slot).mask();
    }
    return (mask & TextMask.of((byte) 0x80)) != 0;
  }

  /** Whether the fixed text holds the literal, so that every line does. */
  private boolean isHeld(byte[] bytes, int from, int to) {
    Literal wanted = java.util.Objects.requireNonNull(literal);
    int length = wanted.bytes().length;
    for (int at = from; at + length <= to; at++) {
      if (wanted.isAt(0, length, bytes, at)
          && isFree(bytes, from, to, at, at + length)
          && isBounded(bytes, from, to, at, at + length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFree(byte[] bytes, int from, int to, int at, int end) {
    for (int i = Math.max(from, at); i < Math.min(to, end); i++) {
      if (bytes[i] == TemplateSplitter.SLOT) {
        return false;
      }
    }
    return true;
  }

  private boolean isBounded(byte[] bytes, int from, int to, int at, int end) {
    Literal wanted = java.util.Objects.requireNonNull(literal);
    return (!wanted.wordStart() || startsWord(bytes, from, to, at))
        && (!wanted.wordEnd() || endsWord(bytes, from, to, end));
  }

  /** A variable before may be anything, so it does not count as the end of a word. */
  private static boolean startsWord(byte[] bytes, int from, int to, int at) {
    return (at == from || bytes[at - 1] != TemplateSplitter.SLOT)
        && WordBytes.startsWord(bytes, from, to, at);
  }

  private static boolean endsWord(byte[] bytes, int from, int to, int at) {
    return (at == to || bytes[at] != TemplateSplitter.SLOT)
        && WordBytes.endsWord(bytes, from, to, at);
  }

  /** Whether what stands beside the variables is no part of words, so that a value stands alone. */
  private boolean areApart(int template) {
    Literal wanted = java.util.Objects.requireNonNull(literal);
    if (!wanted.wordStart() && !wanted.wordEnd()) {
      return true;
    }
    byte[] bytes = text.templateBytes();
    int from = text.start(template);
    int to = text.end(template);
    for (int at = from; at < to; at++) {
      if (bytes[at] == TemplateSplitter.SLOT
          && !(startsWord(bytes, from, to, at) && endsWord(bytes, from, to, at + 1))) {
        return false;
      }
    }
    return true;
  }

  private int[] slotsThatMayHold(int template) {
    Literal wanted = java.util.Objects.requireNonNull(literal);
    long mask = TextMask.of(wanted.bytes(), 0, wanted.bytes().length);
    int[] found = new int[text.slots(template)];
    int count = 0;
    for (int slot = 0; slot < found.length; slot++) {
      TemplateVariables values = text.slot(template, slot);
      // A value of nothing but letters and digits is one word: it is the literal or has none.
      boolean tooLong =
          wanted.wordStart()
              && wanted.wordEnd()
              && values.shortest() > wanted.bytes().length
              && (values.mask() & ~TextMask.WORD) == 0;
      if (!tooLong && values.longest() >= wanted.bytes().length && (mask & ~values.mask()) == 0) {
        found[count++] = slot;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Whether a literal may lie partly in the fixed text and partly in variables beside it. */
  private final class Divisions {
    private final int template;
    private final Literal wanted;
    private final int length;
    private final byte[] bytes;
    private final int to;

    Divisions(int template, Literal wanted) {
      this.template = template;
      this.wanted = wanted;
      this.length = wanted.bytes().length;
      this.bytes = text.templateBytes();
      this.to = text.end(template);
    }

    boolean any() {
      int slot = 0;
      for (int at = text.start(template); at < to; at++) {
        if (bytes[at] == TemplateSplitter.SLOT) {
          if (beginsIn(slot, at)) {
            return true;
          }
          slot++;
        } else if (fixed(at, 0, slot, true)) {
          return true;
        }
      }
      return false;
    }

    /** The beginning of the literal is the end of a value, and the rest follows. */
    private boolean beginsIn(int slot, int at) {
      TemplateVariables values = text.slot(template, slot);
      for (int end = 1; end < length && end <= values.longest(); end++) {
        if ((TextMask.of(wanted.bytes()[end - 1]) & ~values.mask()) != 0) {
          return false;
        }
        if (fixed(at + 1, end, slot + 1, false)) {
          return true;
        }
      }
      return false;
    }

    /**
     * The fixed text from {@code at} on goes on like the literal from {@code offset} on.
     *
     * @param slot the next variable
     * @param first whether the literal has not touched a variable yet; then it must
     */
    private boolean fixed(int at, int offset, int slot, boolean first) {
      int i = offset;
      int position = at;
      while (i < length && position < to && bytes[position] != TemplateSplitter.SLOT) {
        if (!wanted.isAt(i, i + 1, bytes, position)) {
          return false;
        }
        i++;
        position++;
      }
      if (i == length) {
        // Beside a variable, words may go on in it: then the line has to be looked at.
        return !first || touches(at, position);
      }
      return position < to && value(position, i, slot);
    }

    private boolean touches(int at, int end) {
      boolean before = at > text.start(template) && bytes[at - 1] == TemplateSplitter.SLOT;
      boolean behind = end < to && bytes[end] == TemplateSplitter.SLOT;
      return (wanted.wordStart() && before) || (wanted.wordEnd() && behind);
    }

    /** The variable at {@code at} goes on like the literal from {@code offset} on. */
    private boolean value(int at, int offset, int slot) {
      TemplateVariables values = text.slot(template, slot);
      int most = Math.min(values.longest(), length - offset);
      for (int taken = 0; taken <= most; taken++) {
        if (taken > 0 && (TextMask.of(wanted.bytes()[offset + taken - 1]) & ~values.mask()) != 0) {
          return false;
        }
        if (offset + taken == length) {
          return true;
        }
        if (taken >= values.shortest() && fixed(at + 1, offset + taken, slot + 1, false)) {
          return true;
        }
      }
      return false;
    }
  }
}
