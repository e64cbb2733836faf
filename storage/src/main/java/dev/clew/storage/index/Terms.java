package dev.clew.storage.index;

import dev.clew.storage.bytes.Bytes;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.text.Tokenizer;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;

/** The terms of the index, as {@code package-info} describes them. */
public final class Terms {
  static final int LONGEST_VALUE = 48;
  static final int LONGEST_NAME = 256;
  static final byte WORD = 'w';

  /** Before the hash of a value. */
  static final byte HASHED = 1;

  /** Tells the words of a text from the same characters as a correlation ID. */
  private static final long WORD_SALT = 0x5851F42D4C957F2DL;

  static final byte ADDRESS = 'a';
  static final byte VALUE = 'f';
  static final byte UNINDEXED = 'F';
  static final byte EXISTS = 'x';

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

  /** An IPv6 address in the default text. */
  public void address(long high, long low, Sink sink) {
    buffer[0] = ADDRESS;
    putHash(1, high, 8);
    putHash(9, low, 8);
    sink.term(buffer, 17);
  }

  /** A token of the default text that looks like an ID. */
  public static long wordHash(byte[] token, int length) {
    return (Bytes.hash(token, 0, length) ^ WORD_SALT) >>> (64 - IdTable.HASH_BITS);
  }

  /** A correlation ID, folded to lower case. */
  public static long idHash(byte[] value, int length) {
    return Bytes.hash(value, 0, length) >>> (64 - IdTable.HASH_BITS);
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
      buffer[at++] = HASHED;
      putHash(at, Bytes.hash(value, 0, length), 5);
      sink.term(buffer, at + 5);
    } else {
      System.arraycopy(value, 0, buffer, at, length);
      sink.term(buffer, at + length);
    }
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

  /** Names under which {@link #exists} terms stand: the part of a term behind its kind. */
  static final byte[] EXISTS_PREFIX = {EXISTS};

  /** Whether a term of {@link #exists} has a part of its name only. */
  static boolean isNameCut(BytesRef exists) {
    return exists.length > LONGEST_NAME + 3;
  }

  /** The name of a term of {@link #exists}. */
  static String nameOf(BytesRef exists) {
    return new String(exists.bytes, exists.offset + 1, exists.length - 3, StandardCharsets.UTF_8);
  }

  /** The type in a term of {@link #exists}. */
  static ColumnType typeOf(BytesRef exists) {
    return ColumnType.ofCode(exists.bytes[exists.offset + exists.length - 1]);
  }

  private int named(byte kind, byte[] name) {
    buffer[0] = kind;
    int length = Math.min(name.length, LONGEST_NAME);
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
}
