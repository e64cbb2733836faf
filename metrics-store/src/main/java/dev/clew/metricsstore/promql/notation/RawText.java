package dev.clew.metricsstore.promql.notation;

import dev.clew.notation.GoQuotes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Texts that may hold bytes that are no UTF-8, as escapes in PromQL strings can make them. Such a
 * byte stands as a lone low surrogate, U+DC00 plus the byte, which no valid text has.
 */
public final class RawText {
  private RawText() {}

  /** The text of bytes that mostly are UTF-8. */
  public static String of(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return mended(bytes);
    }
  }

  private static String mended(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = validLength(bytes, at);
      if (length == 0) {
        out.append((char) (0xdc00 + (bytes[at] & 0xff)));
        at++;
      } else {
        out.append(new String(bytes, at, length, StandardCharsets.UTF_8));
        at += length;
      }
    }
    return out.toString();
  }

  /** How many bytes make one character from here on, 0 when they make none. */
  private static int validLength(byte[] bytes, int at) {
    for (int length = 1; length <= 4 && at + length <= bytes.length; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, at, length));
        return length;
      } catch (CharacterCodingException e) {
        // Perhaps one byte more.
      }
    }
    return 0;
  }

  /** Whether a label may have this name: any text that is valid and not empty. */
  public static boolean isLabelName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < name.length()) {
        i++;
      } else if (GoQuotes.isRawByte(c)) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
