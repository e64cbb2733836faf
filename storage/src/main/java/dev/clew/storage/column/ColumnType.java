package dev.clew.storage.column;

/** What the values of a column are. The numbers are part of the block format: never change them. */
public enum ColumnType {
  /** UTF-8 text. */
  TEXT(0),
  /** Signed 64-bit whole numbers; small ones (severity, kind) too. */
  WHOLE(1),
  /** IEEE 754 doubles. */
  REAL(2),
  /** 0 or 1. */
  BOOL(3),
  /** A serialized {@code opentelemetry.proto.common.v1.AnyValue}: arrays, maps, bytes, empty. */
  NESTED(4),
  /** Bytes that only the store understands. */
  OPAQUE(5),
  /** Eight bytes of an ID, kept raw. */
  ID64(6),
  /** Sixteen bytes of an ID, kept raw. */
  ID128(7);

  private static final ColumnType[] BY_CODE = values();

  private final int code;

  ColumnType(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static ColumnType ofCode(int code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new IllegalArgumentException("column type: " + code + " (expected: 0 to 7)");
    }
    return BY_CODE[code];
  }

  /** Whether the values are byte strings, read through a {@link BytesColumn}. */
  public boolean isBytes() {
    return this == TEXT || this == NESTED || this == OPAQUE;
  }
}
