package dev.clew.storage.column.slot;

import dev.clew.storage.bytes.ByteInput;
import dev.clew.storage.bytes.CorruptBlockException;
import org.jspecify.annotations.Nullable;

/** The variables of one place of a template; unpacked when the first of them is asked for. */
public final class TemplateVariables {
  private static final byte[] LOWER =
      "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  private static final byte[] UPPER =
      "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final int kind;
  private final int shortest;
  private final int longest;
  private final long mask;
  private final VariableNumbers.Sources sources;
  private byte[] prefix = {};
  private byte[] suffix = {};
  private VariableNumbers.@Nullable Stored numbers;
  private VariableNumbers.@Nullable Stored lengths;
  private int distinct;
  private int from;
  private volatile long @Nullable [] values;
  private volatile int @Nullable [] ends;

  private TemplateVariables(
      int kind, int shortest, int longest, long mask, VariableNumbers.Sources sources) {
    this.kind = kind;
    this.shortest = shortest;
    this.longest = longest;
    this.mask = mask;
    this.sources = sources;
  }

  public static TemplateVariables read(
      ByteInput head, VariableNumbers.Cursor cursor, int count, int mostBytes) {
    int kind = head.u8();
    int shortest = head.count(mostBytes);
    int longest = shortest + head.count(mostBytes - shortest);
    boolean sensible =
        switch (kind) {
          case VariableEncoder.HEX, VariableEncoder.HEX_UPPER -> shortest == longest;
          case VariableEncoder.UUID, VariableEncoder.UUID_UPPER -> longest == 36;
          case VariableEncoder.IP -> longest <= 15;
          case VariableEncoder.NUMBER, VariableEncoder.PADDED, VariableEncoder.DIGITS ->
              longest <= VariableEncoder.MOST_DIGITS + head.remaining();
          default -> true;
        };
    if (!sensible) {
      throw new CorruptBlockException("slot of length " + longest, head.position());
    }
    return switch (kind) {
      case VariableEncoder.NUMBER, VariableEncoder.PADDED, VariableEncoder.DIGITS ->
          number(kind, shortest, longest, head, cursor, count);
      case VariableEncoder.HEX, VariableEncoder.HEX_UPPER -> {
        TemplateVariables slot =
            new TemplateVariables(kind, shortest, longest, TextMask.HEX, cursor.sources());
        slot.from = cursor.bits(head, (long) count * ((longest + 1) / 2));
        yield slot;
      }
      case VariableEncoder.UUID, VariableEncoder.UUID_UPPER -> {
        long mask = TextMask.HEX | TextMask.of((byte) '-');
        TemplateVariables slot =
            new TemplateVariables(kind, shortest, longest, mask, cursor.sources());
        slot.from = cursor.bits(head, count * 16L);
        yield slot;
      }
      case VariableEncoder.IP -> {
        long mask = TextMask.DIGITS | TextMask.of((byte) '.');
        TemplateVariables slot =
            new TemplateVariables(kind, shortest, longest, mask, cursor.sources());
        slot.numbers = cursor.numbers(head, count);
        yield slot;
      }
      case VariableEncoder.DICTIONARY -> dictionary(shortest, longest, head, cursor, count);
      case VariableEncoder.TEXT -> {
        TemplateVariables slot =
            new TemplateVariables(kind, shortest, longest, head.u64(), cursor.sources());
        slot.lengths = cursor.numbers(head, count);
        slot.from = cursor.strings(head, 0);
        cursor.stringsOf(head, slot.lengths, longest);
        yield slot;
      }
      default -> throw new CorruptBlockException("slot kind " + kind, head.position());
    };
  }

  private static TemplateVariables number(
      int kind,
      int shortest,
      int longest,
      ByteInput head,
      VariableNumbers.Cursor cursor,
      int count) {
    byte[] prefix = head.bytes(head.count(longest));
    byte[] suffix = head.bytes(head.count(longest));
    int digits = longest - prefix.length - suffix.length;
    if (digits < 1 || digits > VariableEncoder.MOST_DIGITS) {
      throw new CorruptBlockException("digits " + digits, head.position());
    }
    long mask =
        TextMask.DIGITS
            | TextMask.of(prefix, 0, prefix.length)
            | TextMask.of(suffix, 0, suffix.length);
    TemplateVariables slot = new TemplateVariables(kind, shortest, longest, mask, cursor.sources());
    slot.prefix = prefix;
    slot.suffix = suffix;
    slot.numbers = cursor.numbers(head, count);
    return slot;
  }

  private static TemplateVariables dictionary(
      int shortest, int longest, ByteInput head, VariableNumbers.Cursor cursor, int count) {
    TemplateVariables slot =
        new TemplateVariables(
            VariableEncoder.DICTIONARY, shortest, longest, head.u64(), cursor.sources());
    slot.distinct = head.count(count);
    slot.lengths = cursor.numbers(head, slot.distinct);
    slot.from = cursor.strings(head, 0);
    cursor.stringsOf(head, slot.lengths, longest);
    slot.numbers = cursor.numbers(head, count);
    return slot;
  }

  /** Length of the shortest value. */
  public int shortest() {
    return shortest;
  }

  public int longest() {
    return longest;
  }

  /** The characters that its values have, as {@link TextMask} says; perhaps some more. */
  public long mask() {
    return mask;
  }

  /** Number of different values when they are numbered, or 0. */
  public int distinct() {
    return distinct;
  }

  /** The number of a value among those that differ; only when they are numbered. */
  public int number(int rank) {
    return (int) values()[rank];
  }

  private long[] values() {
    long[] known = values;
    if (known == null) {
      known = java.util.Objects.requireNonNull(numbers).read();
      check(known);
      values = known;
    }
    return known;
  }

  private void check(long[] known) {
    long bound =
        switch (kind) {
          case VariableEncoder.DICTIONARY -> distinct;
          case VariableEncoder.IP -> 1L << 32;
          default -> {
            int digits = longest - prefix.length - suffix.length;
            yield VariableEncoder.POWERS[digits] * (kind == VariableEncoder.DIGITS ? 2 : 1);
          }
        };
    for (long value : known) {
      if (value < 0 || value >= bound) {
        throw new CorruptBlockException("value " + value + " (expected: < " + bound + ")", 0);
      }
    }
  }

  private int[] ends() {
    int[] known = ends;
    if (known == null) {
      long[] each = java.util.Objects.requireNonNull(lengths).read();
      known = new int[each.length];
      long end = from;
      for (int i = 0; i < known.length; i++) {
        end += each[i];
        if (each[i] < shortest || each[i] > longest || end > sources.strings().length) {
          throw new CorruptBlockException("length " + each[i], 0);
        }
        known[i] = (int) end;
      }
      ends = known;
    }
    return known;
  }

  /** Writes a value; the target has room for {@link #longest} bytes. Returns its end. */
  public int print(int rank, byte[] target, int at) {
    return switch (kind) {
      case VariableEncoder.NUMBER, VariableEncoder.PADDED, VariableEncoder.DIGITS ->
          printNumber(values()[rank], target, at);
      case VariableEncoder.HEX -> printHex(rank, target, at, LOWER);
      case VariableEncoder.HEX_UPPER -> printHex(rank, target, at, UPPER);
      case VariableEncoder.UUID -> printUuid(rank, target, at, LOWER);
      case VariableEncoder.UUID_UPPER -> printUuid(rank, target, at, UPPER);
      case VariableEncoder.IP -> printAddress(values()[rank], target, at);
      case VariableEncoder.DICTIONARY -> printText((int) values()[rank], target, at);
      default -> printText(rank, target, at);
    };
  }

  /** Writes one of the different values of a dictionary. */
  public int printDistinct(int number, byte[] target, int at) {
    return printText(number, target, at);
  }

  private int printText(int number, byte[] target, int at) {
    int[] known = ends();
    int start = number == 0 ? from : known[number - 1];
    int length = known[number] - start;
    System.arraycopy(sources.strings(), start, target, at, length);
    return at + length;
  }

  private int printNumber(long value, byte[] target, int at) {
    int to = at;
    for (byte b : prefix) {
      target[to++] = b;
    }
    int digits;
    if (kind == VariableEncoder.PADDED) {
      digits = longest - prefix.length - suffix.length;
    } else {
      digits = countDigits(value) - (kind == VariableEncoder.DIGITS ? 1 : 0);
    }
    long rest = value;
    for (int i = to + digits - 1; i >= to; i--) {
      long tenth = rest / 10;
      target[i] = (byte) ('0' + (rest - tenth * 10));
      rest = tenth;
    }
    to += digits;
    for (byte b : suffix) {
      target[to++] = b;
    }
    return to;
  }

  private static int countDigits(long value) {
    int digits = 1;
    while (digits < VariableEncoder.POWERS.length && value >= VariableEncoder.POWERS[digits]) {
      digits++;
    }
    return digits;
  }

  private int printHex(int rank, byte[] target, int at, byte[] alphabet) {
    byte[] bits = sources.bits();
    int source = from + rank * ((longest + 1) / 2);
    int to = at;
    for (int i = 0; i < longest / 2; i++) {
      int b = bits[source++];
      target[to++] = alphabet[b >>> 4 & 15];
      target[to++] = alphabet[b & 15];
    }
    if ((longest & 1) != 0) {
      target[to++] = alphabet[bits[source] & 15];
    }
    return to;
  }

  private int printUuid(int rank, byte[] target, int at, byte[] alphabet) {
    byte[] bits = sources.bits();
    int source = from + rank * 16;
    int to = at;
    for (int i = 0; i < 16; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        target[to++] = '-';
      }
      int b = bits[source++];
      target[to++] = alphabet[b >>> 4 & 15];
      target[to++] = alphabet[b & 15];
    }
    return to;
  }

  private static int printAddress(long address, byte[] target, int at) {
    int to = at;
    for (int shift = 24; shift >= 0; shift -= 8) {
      int part = (int) (address >>> shift) & 0xFF;
      if (part >= 100) {
        target[to++] = (byte) ('0' + part / 100);
      }
      if (part >= 10) {
        target[to++] = (byte) ('0' + part / 10 % 10);
      }
      target[to++] = (byte) ('0' + part % 10);
      if (shift > 0) {
        target[to++] = '.';
      }
    }
    return to;
  }
}
