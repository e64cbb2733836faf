package dev.clew.storage.text;

import java.util.Arrays;

/**
 * Divides text into what its kind of line always says and what is of this one line: words with a
 * digit in them, long hexadecimal words, UUIDs, IP addresses and versions are variables; everything
 * else is the template.
 *
 * <p>A variable begins and ends where a word does, and no token of the {@link Tokenizer} reaches
 * over its edges, nor does a colour code. So the tokens of a text are those of its template and
 * those of its variables.
 *
 * <p>Of very long text only the beginning is looked at; the rest is one variable. Not thread-safe:
 * the arrays are reused.
 */
public final class TemplateSplitter {
  /** Stands for a variable in a template; one in the text itself becomes part of a variable. */
  public static final byte SLOT = 0;

  /** A line with more variables has no template worth the name. */
  public static final int MOST_VARIABLES = 96;

  private static final int LONGEST = 8192;

  /** From this length on a word of hexadecimal letters alone is taken for an ID. */
  private static final int HEX_WORD = 8;

  private static final int WORD = 1;
  private static final int DIGIT = 2;
  private static final int NO_HEX = 4;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int i = 0; i < 256; i++) {
      byte b = (byte) i;
      if (WordBytes.isAsciiWord(b)) {
        CLASS[i] =
            (byte) (WORD | (WordBytes.isDigit(b) ? DIGIT : 0) | (WordBytes.isHex(b) ? 0 : NO_HEX));
      }
    }
  }

  private byte[] template = new byte[256];
  private int templateLength;
  private final int[] starts = new int[MOST_VARIABLES];
  private final int[] ends = new int[MOST_VARIABLES];
  private int variables;
  private byte[] text = template;
  private final long[] halves = new long[2];
  private int begin;
  private int copied;

  /** Splits a text; the other methods tell the result until the next call. */
  public void split(byte[] bytes, int from, int to) {
    text = bytes;
    begin = from;
    copied = from;
    templateLength = 0;
    variables = 0;
    int until = Math.min(to, from + LONGEST);
    int at = from;
    while (at < until) {
      byte b = bytes[at];
      int all = CLASS[b & 0xFF];
      if (all == 0 && (b >= 0 || WordBytes.joining(bytes, at, to) == 0)) {
        at = afterOther(b, at, to);
        continue;
      }
      int end = at;
      while (end < to) {
        int kind = CLASS[bytes[end] & 0xFF];
        if (kind != 0) {
          all |= kind;
          end++;
          continue;
        }
        int beyond = bytes[end] < 0 ? WordBytes.joining(bytes, end, to) : 0;
        if (beyond == 0) {
          break;
        }
        all |= WORD | NO_HEX;
        end += beyond;
      }
      if (end < to && bytes[end] == ':' && end - at <= 4 && (all & NO_HEX) == 0) {
        int address = endOfAddress(at, to);
        if (address >= 0) {
          at = variable(at, address, to);
          continue;
        }
      }
      at = isVariable(all, end - at) ? variable(at, endOf(at, end, to, all), to) : end;
    }
    if (at < to) {
      variable(at, to, to);
    }
    copyTemplate(to);
  }

  /** Goes on behind a byte that belongs to no word. */
  private int afterOther(byte b, int at, int to) {
    if (b < 0) {
      return Math.max(at + 1, WordBytes.endOfAlone(text, at, to));
    }
    if (b == SLOT) {
      return variable(at, endOfZeros(text, at, to), to);
    }
    if (b == ':' && at + 1 < to && text[at + 1] == ':') {
      int address = endOfAddress(at, to);
      if (address >= 0) {
        return variable(at, address, to);
      }
    }
    return Math.max(at + 1, ColourCodes.end(text, at, to));
  }

  private static boolean isVariable(int kinds, int length) {
    return (kinds & DIGIT) != 0 || ((kinds & NO_HEX) == 0 && length >= HEX_WORD);
  }

  /** Where a variable ends whose first word ends at {@code end}. */
  private int endOf(int at, int end, int to, int kinds) {
    if (end < to) {
      byte behind = text[end];
      if (behind == '-' && end - at == 8 && WordBytes.isUuid(text, begin, to, at)) {
        return at + WordBytes.UUID_LENGTH;
      }
      if (behind == '.' && (kinds & DIGIT) != 0) {
        return endOfChain(at, end, to);
      }
    }
    return end;
  }

  /** Three numbers or more with dots between them are one variable: versions and addresses. */
  private int endOfChain(int from, int firstEnd, int to) {
    int at = WordBytes.lower(text[from]) == 'v' ? from + 1 : from;
    int parts = 0;
    int last = at;
    int end = firstEnd;
    while (true) {
      int digits = at;
      while (digits < to && WordBytes.isDigit(text[digits])) {
        digits++;
      }
      boolean isPart = digits > at && digits - at <= WordBytes.VERSION_DIGITS;
      if (!isPart || WordBytes.joinsAt(text, digits, to)) {
        break;
      }
      parts++;
      last = at;
      end = digits;
      if (digits == to || text[digits] != '.') {
        break;
      }
      at = digits + 1;
    }
    if (parts < 3) {
      return firstEnd;
    }
    return WordBytes.isUuid(text, begin, to, last) ? last + WordBytes.UUID_LENGTH : end;
  }

  /** Where the IPv6 address that begins at {@code at} ends, or -1. */
  private int endOfAddress(int at, int to) {
    return Addresses.v6(text, begin, to, at, halves) ? Addresses.endOfParts(text, at, to) : -1;
  }

  private static int endOfZeros(byte[] bytes, int at, int to) {
    int end = at;
    while (end < to && bytes[end] == SLOT) {
      end++;
    }
    return end;
  }

  /** Returns where to go on. */
  private int variable(int from, int end, int to) {
    copyTemplate(from);
    int until = variables == MOST_VARIABLES - 1 ? to : end;
    starts[variables] = from;
    ends[variables] = until;
    variables++;
    reserve(1);
    template[templateLength++] = SLOT;
    copied = until;
    return until;
  }

  private void copyTemplate(int until) {
    int length = until - copied;
    if (length > 0) {
      reserve(length);
      System.arraycopy(text, copied, template, templateLength, length);
      templateLength += length;
      copied = until;
    }
  }

  private void reserve(int more) {
    if (templateLength + more > template.length) {
      template = Arrays.copyOf(template, Math.max(template.length * 2, templateLength + more));
    }
  }

  /** The template, up to {@link #templateLength}; {@link #SLOT} stands for each variable. */
  public byte[] template() {
    return template;
  }

  public int templateLength() {
    return templateLength;
  }

  /** Number of variables. */
  public int variables() {
    return variables;
  }

  /** Where a variable begins in the text that was split. */
  public int start(int variable) {
    return starts[variable];
  }

  public int end(int variable) {
    return ends[variable];
  }
}
