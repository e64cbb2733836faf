package dev.clew.storage.index;

import dev.clew.model.query.IpRange;
import dev.clew.model.query.IpText;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.text.LiteralWords;
import dev.clew.storage.text.TextPattern;
import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.util.BytesRef;

/** Queries for what {@link Terms} writes. */
public final class TermQueries {
  /** Variants of a word with a long s that are looked up; a word with more tells nothing. */
  private static final int MOST_LONG_S = 4;

  private TermQueries() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] folded(String text) {
    return bytes(text.toLowerCase(Locale.ROOT));
  }

  private static final class Copy implements Terms.Sink {
    private byte[] bytes = new byte[0];

    @Override
    public void term(byte[] source, int length) {
      bytes = Arrays.copyOf(source, length);
    }

    BytesRef term() {
      return new BytesRef(bytes);
    }
  }

  public static IndexQuery id(String value) {
    byte[] folded = folded(value);
    return new IndexQuery.Id(Terms.idHash(folded, folded.length));
  }

  /** Any of many IDs. */
  public static IndexQuery ids(List<String> values) {
    List<Long> hashes = new ArrayList<>();
    for (String value : values) {
      byte[] folded = folded(value);
      hashes.add(Terms.idHash(folded, folded.length));
    }
    return new IndexQuery.AnyId(hashes.stream().sorted().distinct().toList());
  }

  public static IndexQuery exists(String name) {
    Copy copy = new Copy();
    new Terms().exists(bytes(name), ColumnType.TEXT, copy);
    return new IndexQuery.TermPrefix(new BytesRef(copy.bytes, 0, copy.bytes.length - 1));
  }

  /** Blocks in which one of the fields has values that are not indexed. */
  public static IndexQuery unindexed(List<String> names) {
    Terms terms = new Terms();
    Copy copy = new Copy();
    List<BytesRef> all = new ArrayList<>();
    for (String name : names) {
      terms.unindexed(bytes(name), copy);
      all.add(copy.term());
    }
    return new IndexQuery.AnyTerm(all.stream().sorted().distinct().toList());
  }

  /** Any of the values of a field; every term that a block with one of them may have. */
  public static IndexQuery values(String name, List<String> values) {
    byte[] nameBytes = bytes(name);
    Terms terms = new Terms();
    Copy copy = new Copy();
    List<BytesRef> all = new ArrayList<>(2 * values.size() + 1);
    for (String value : values) {
      byte[] folded = folded(value);
      terms.value(nameBytes, folded, folded.length, false, copy);
      all.add(copy.term());
      terms.value(nameBytes, folded, folded.length, true, copy);
      all.add(copy.term());
    }
    terms.unindexed(nameBytes, copy);
    all.add(copy.term());
    return new IndexQuery.AnyTerm(all.stream().sorted().distinct().toList());
  }

  /**
   * Values of a field that pass a test.
   *
   * @param test of a value in lower case; not asked when the value holds letters beyond ASCII,
   *     whose case may matter to it
   */
  public static IndexQuery valuesWhere(String name, TextPattern test) {
    Copy copy = new Copy();
    Terms terms = new Terms();
    terms.value(bytes(name), new byte[0], 0, false, copy);
    BytesRef prefix = copy.term();
    terms.unindexed(bytes(name), copy);
    IndexQuery indexed =
        new IndexQuery.TermsWhere(
            prefix,
            false,
            (bytes, from, to) -> {
              int start = from + prefix.length;
              return (start < to && bytes[start] == Terms.HASHED)
                  || !isAscii(bytes, start, to)
                  || test.matches(bytes, start, to);
            });
    return new IndexQuery.AllOf(
        List.of(
            exists(name),
            IndexQuery.since(2, IndexQuery.anyOf(new IndexQuery.Term(copy.term()), indexed))));
  }

  private static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * A literal within the default text.
   *
   * @param startBound whether a word at its start begins there
   * @param endBound whether a word at its end ends there
   */
  public static IndexQuery literal(String text, boolean startBound, boolean endBound) {
    return literal(text, startBound, endBound, false);
  }

  private static IndexQuery literal(
      String text, boolean startBound, boolean endBound, boolean expression) {
    Literal literal = new Literal(expression);
    LiteralWords.find(text, startBound, endBound, literal);
    return since4(
        new IndexQuery.AllOf(literal.all),
        OldWords.literal(text, startBound, endBound, expression));
  }

  /**
   * Words are what {@link dev.clew.storage.text.WordCharacters} says since version 4.
   *
   * @param old what blocks of older versions may have instead; a merged index has both kinds
   */
  private static IndexQuery since4(IndexQuery query, IndexQuery old) {
    return query.wantsAll()
        ? query
        : new IndexQuery.Since(4, query, old.wantsAll() ? old : IndexQuery.anyOf(query, old));
  }

  /**
   * A literal of an expression within the default text, the case ignored as regular expressions do:
   * to them U+017F is an s.
   */
  public static IndexQuery expressionLiteral(String text) {
    return literal(text, false, false, true);
  }

  /** Collects what the words of a literal ask for. */
  private static final class Literal implements LiteralWords.Sink {
    final List<IndexQuery> all = new ArrayList<>();
    private final Terms terms = new Terms();
    private final Copy copy = new Copy();
    private final boolean longS;

    Literal(boolean longS) {
      this.longS = longS;
    }

    @Override
    public void token(byte[] token, int length, boolean id) {
      if (id) {
        all.add(new IndexQuery.Id(Terms.wordHash(token, length)));
        return;
      }
      String word = new String(token, 0, length, StandardCharsets.UTF_8);
      long variants = longS ? word.chars().filter(c -> c == 's').count() : 0;
      if (variants == 0) {
        terms.word(token, length, copy);
        all.add(version(token, length, new IndexQuery.Term(copy.term())));
      } else if (variants <= MOST_LONG_S && length + variants <= Tokenizer.LONGEST) {
        List<BytesRef> any = new ArrayList<>();
        variants(word, 0, any);
        all.add(new IndexQuery.AnyTerm(any.stream().sorted().toList()));
      }
    }

    private void variants(String word, int from, List<BytesRef> any) {
      int at = word.indexOf('s', from);
      if (at < 0) {
        byte[] bytes = bytes(word);
        terms.word(bytes, bytes.length, copy);
        any.add(copy.term());
        return;
      }
      variants(word, at + 1, any);
      variants(word.substring(0, at) + '\u017F' + word.substring(at + 1), at + 1, any);
    }

    /** Numbers with dots are tokens since version 2, but for IPv4 addresses. */
    private static IndexQuery version(byte[] token, int length, IndexQuery query) {
      int dots = 0;
      for (int i = 0; i < length; i++) {
        dots += token[i] == '.' ? 1 : 0;
      }
      return dots == 2 ? IndexQuery.since(2, query) : query;
    }

    @Override
    public void part(LiteralWords.Place place, byte[] part) {
      boolean beginning = place == LiteralWords.Place.BEGINNING;
      int cut = Math.min(part.length, Tokenizer.LONGEST);
      int known = beginning ? cut : 0;
      for (int i = 0; longS && i < known; i++) {
        if (part[i] == 's') {
          known = i;
        }
      }
      byte[] prefix = new byte[known + 1];
      prefix[0] = Terms.WORD;
      System.arraycopy(part, 0, prefix, 1, known);
      if (known == cut) {
        all.add(new IndexQuery.TermPrefix(new BytesRef(prefix)));
        return;
      }
      all.add(
          new IndexQuery.TermsWhere(
              new BytesRef(prefix),
              known == 0,
              (bytes, from, to) ->
                  (longS && hasLongS(bytes, from, to))
                      || switch (place) {
                        case BEGINNING -> startsWith(bytes, from + 1, to, part, cut);
                        case END -> isCut(from, to) || endsWith(bytes, from + 1, to, part);
                        case INSIDE -> isCut(from, to) || holds(bytes, from + 1, to, part);
                      }));
    }

    /** A longer word lost its end. */
    private static boolean isCut(int from, int to) {
      return to - from - 1 >= Tokenizer.LONGEST;
    }

    private static boolean hasLongS(byte[] bytes, int from, int to) {
      for (int i = from; i + 1 < to; i++) {
        if ((bytes[i] & 0xFF) == 0xC5 && (bytes[i + 1] & 0xFF) == 0xBF) {
          return true;
        }
      }
      return false;
    }

    private static boolean startsWith(byte[] bytes, int from, int to, byte[] part, int length) {
      return to - from >= length && Arrays.equals(bytes, from, from + length, part, 0, length);
    }

    private static boolean endsWith(byte[] bytes, int from, int to, byte[] part) {
      return to - from >= part.length
          && Arrays.equals(bytes, to - part.length, to, part, 0, part.length);
    }
  }

  static boolean holds(byte[] bytes, int from, int to, byte[] part) {
    for (int at = from; at + part.length <= to; at++) {
      if (bytes[at] == part[0]
          && Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  /** Addresses of a range in the default text. */
  public static IndexQuery addresses(IpRange range) {
    return since4(
        range.v4() ? addresses4(range) : IndexQuery.since(2, addresses6(range)),
        OldWords.hidingAddress());
  }

  private static IndexQuery addresses4(IpRange range) {
    StringBuilder prefix = new StringBuilder("w");
    for (int part = 0; part < range.bits() / 8; part++) {
      prefix.append(range.low() >>> (24 - 8 * part) & 255).append(part < 3 ? "." : "");
    }
    return new IndexQuery.TermsWhere(
        new BytesRef(prefix),
        range.bits() < 8,
        (bytes, from, to) -> {
          long[] halves = new long[2];
          return IpText.parse(bytes, from + 1, to, halves) == 4 && range.contains4(halves[1]);
        });
  }

  private static IndexQuery addresses6(IpRange range) {
    Copy copy = new Copy();
    new Terms().address(range.high(), range.low(), copy);
    BytesRef prefix = new BytesRef(copy.bytes, 0, 1 + range.bits() / 8);
    return new IndexQuery.TermsWhere(
        prefix,
        false,
        (bytes, from, to) -> range.contains6(big(bytes, from + 1), big(bytes, from + 9)));
  }

  private static long big(byte[] bytes, int at) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (bytes[at + i] & 0xFF);
    }
    return value;
  }
}
