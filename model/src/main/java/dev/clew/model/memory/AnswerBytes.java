package dev.clew.model.memory;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer that is made whole before it is sent, in pieces that its query {@linkplain QueryMemory
 * takes} as they are begun, so that what grows too large ends while it is small. Used by one
 * thread.
 */
public final class AnswerBytes extends OutputStream {
  private static final int FIRST = 4 << 10;
  private static final int PIECE = 64 << 10;

  private final QueryMemory memory = QueryMemory.current();
  private final List<byte[]> full = new ArrayList<>();
  private byte[] piece;
  private int size;
  private long before;

  public AnswerBytes() {
    memory.take(FIRST);
    piece = new byte[FIRST];
  }

  @Override
  public void write(int octet) {
    if (size == piece.length) {
      next();
    }
    piece[size++] = (byte) octet;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (size == piece.length) {
        next();
      }
      int part = Math.min(left, piece.length - size);
      System.arraycopy(bytes, at, piece, size, part);
      size += part;
      at += part;
      left -= part;
    }
  }

  private void next() {
    memory.take(PIECE);
    full.add(piece);
    before += piece.length;
    piece = new byte[PIECE];
    size = 0;
  }

  public long size() {
    return before + size;
  }

  /** What was written, in one piece. Nothing is written after that. */
  public byte[] toByteArray() {
    int length = Math.toIntExact(size());
    memory.take(length);
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] one : full) {
      System.arraycopy(one, 0, all, at, one.length);
      at += one.length;
    }
    System.arraycopy(piece, 0, all, at, size);
    memory.give(before + piece.length);
    full.clear();
    return all;
  }
}
