package dev.clew.metricsstore.index;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * SHA-256 over labels: of each name and value the length in four bytes, big-endian, and its UTF-8.
 * One for each thread that makes series, since getting one costs more than using it.
 */
final class SetDigest {
  private static final ThreadLocal<SetDigest> OF_THREAD = ThreadLocal.withInitial(SetDigest::new);

  private final MessageDigest sha;
  private final byte[] result = new byte[32];
  private byte[] bytes = new byte[1 << 10];
  private int size;

  private SetDigest() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every JDK has SHA-256", e);
    }
  }

  /** The digest of names and values; valid until the thread asks for the next one. */
  static byte[] of(String[] pairs) {
    return OF_THREAD.get().digest(pairs);
  }

  private byte[] digest(String[] pairs) {
    size = 0;
    for (String text : pairs) {
      add(text);
    }
    sha.update(bytes, 0, size);
    try {
      sha.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException("BUG: the digest has 32 bytes", e);
    }
    return result;
  }

  private void add(String text) {
    int length = text.length();
    reserve(4 + length);
    int at = size + 4;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        addEncoded(text);
        return;
      }
      bytes[at + i] = (byte) c;
    }
    length(length);
    size = at + length;
  }

  private void addEncoded(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(4 + utf8.length);
    length(utf8.length);
    System.arraycopy(utf8, 0, bytes, size + 4, utf8.length);
    size += 4 + utf8.length;
  }

  private void length(int length) {
    bytes[size] = (byte) (length >>> 24);
    bytes[size + 1] = (byte) (length >>> 16);
    bytes[size + 2] = (byte) (length >>> 8);
    bytes[size + 3] = (byte) length;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
