package dev.clew.storage.index;

import dev.clew.storage.column.Bytes;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.lucene.util.BytesRef;

/** The terms of the index, as {@code package-info} describes them. */
public final class Terms {
  static final int LONGEST_VALUE = 48;
  private static final byte WORD = 'w';

  /** Tells the words of a text from the same characters as a correlation ID. */
  private static final long WORD_SALT = 0x5851F42D4C957F2DL;

  private static final byte VALUE = 'f';
  private static final byte UNINDEXED = 'F';
  private static final byte EXISTS = 'x';

  private final byte[] buffer = new byte[512];

  /** Takes a term; the bytes are valid during the call only. */
  @FunctionalInterface
  public interface Sink {
    void term(byte[] bytes, int length);
  }

  /** A token of the default text that is no ID, as the {@link Tokenizer} gave it. */
  public void word(byte[] token, int length, Sink sink) {
    int cut = Math.min(length, buffer.length - 1);
    buffer[0] = WORD;
    System.arraycopy(token, 0, buffer, 1, cut);
    sink.term(buffer, cut + 1);
  }

  /** A token of the default text that looks like an ID. */
  public static long wordHash(byte[] token, int length) {
    return (Bytes.hash(token, 0, length) ^ WORD_SALT) >>> (64 - IdTable.HASH_BITS);
  }

  /** A correlation ID, folded to lower case. */
  public static long idHash(byte[] value, int length) {
    return Bytes.hash(value, 0, length) >>> (64 - IdTable.HASH_BITS);
  }

  /** The words that begin so; only those that are not kept as hashes. */
  public static IndexQuery wordPrefixQuery(byte[] beginning) {
    byte[] term = new byte[beginning.length + 1];
    term[0] = WORD;
    System.arraycopy(beginning, 0, term, 1, beginning.length);
    return new IndexQuery.TermPrefix(new BytesRef(term));
  }

  /**
   * A value of a field, folded to lower case.
   *
   * @param many whether the field has very many values in the block, so that short terms matter
   */
  public void value(byte[] name, byte[] value, int length, boolean many, Sink sink) {
    int at = named(VALUE, name);
    buffer[at++] = 0;
    if (many || length > LONGEST_VALUE || isId(value, length)) {
      buffer[at++] = 1;
      putHash(at, Bytes.hash(value, 0, length), 5);
      sink.term(buffer, at + 5);
    } else {
      System.arraycopy(value, 0, buffer, at, length);
      sink.term(buffer, at + length);
    }
  }

  /** Every term that a block with this value of the field may have. */
  public static IndexQuery valueQuery(byte[] name, byte[] value) {
    Terms terms = new Terms();
    Copy exact = new Copy();
    terms.value(name, value, value.length, false, exact);
    Copy hashed = new Copy();
    terms.value(name, value, value.length, true, hashed);
    Copy unindexed = new Copy();
    terms.unindexed(name, unindexed);
    return IndexQuery.anyOf(exact.query(), hashed.query(), unindexed.query());
  }

  public void unindexed(byte[] name, Sink sink) {
    sink.term(buffer, named(UNINDEXED, name));
  }

  public void exists(byte[] name, ColumnType type, Sink sink) {
    int at = named(EXISTS, name);
    buffer[at] = 0;
    buffer[at + 1] = (byte) type.code();
    sink.term(buffer, at + 2);
  }

  public static IndexQuery existsQuery(byte[] name) {
    Copy copy = new Copy();
    new Terms().exists(name, ColumnType.TEXT, copy);
    return new IndexQuery.TermPrefix(new BytesRef(copy.bytes, 0, copy.bytes.length - 1));
  }

  public static IndexQuery idQuery(String value) {
    byte[] folded = value.toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    return new IndexQuery.Id(idHash(folded, folded.length));
  }

  /** All words of a text together, none when it has none. */
  public static IndexQuery wordsQuery(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Terms terms = new Terms();
    java.util.List<IndexQuery> all = new java.util.ArrayList<>();
    new Tokenizer()
        .tokenize(
            bytes,
            0,
            bytes.length,
            (token, length, id) -> {
              if (id) {
                all.add(new IndexQuery.Id(wordHash(token, length)));
              } else {
                Copy copy = new Copy();
                terms.word(token, length, copy);
                all.add(copy.query());
              }
            });
    return all.isEmpty() ? IndexQuery.all() : new IndexQuery.AllOf(all);
  }

  /** Names under which {@link #exists} terms stand: the part of a term behind its kind. */
  static final byte[] EXISTS_PREFIX = {EXISTS};

  private int named(byte kind, byte[] name) {
    buffer[0] = kind;
    int length = Math.min(name.length, 256);
    System.arraycopy(name, 0, buffer, 1, length);
    if (length < name.length) {
      // A longer name is told apart by its hash.
      putHash(1 + length, Bytes.hash(name, 0, name.length), 8);
      length += 8;
    }
    return 1 + length;
  }

  private void putHash(int at, long hash, int bytes) {
    for (int i = 0; i < bytes; i++) {
      buffer[at + i] = (byte) (hash >>> (56 - 8 * i));
    }
  }

  private static boolean isId(byte[] value, int length) {
    if (length < 8) {
      return false;
    }
    boolean digit = false;
    for (int i = 0; i < length; i++) {
      byte b = value[i];
      boolean isDigit = b >= '0' && b <= '9';
      if (!isDigit && b != '-' && (b < 'a' || b > 'f')) {
        return false;
      }
      digit |= isDigit;
    }
    return digit;
  }

  private static final class Copy implements Sink {
    byte[] bytes = new byte[0];

    @Override
    public void term(byte[] source, int length) {
      bytes = Arrays.copyOf(source, length);
    }

    IndexQuery query() {
      return new IndexQuery.Term(new BytesRef(bytes));
    }
  }
}
