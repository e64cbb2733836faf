package dev.clew.collector.json;

/** Numbers by RFC 8259, 6, as they are written. */
final class JsonNumber {
  private JsonNumber() {}

  /**
   * @return its length, or -1 when it does not fit
   */
  static int read(JsonInput in, byte[] into) {
    int length = 0;
    boolean fits = true;
    int state = START;
    while (true) {
      int c = in.peek();
      int next = next(state, c);
      if (next == NONE) {
        break;
      }
      state = next;
      in.next();
      if (length < into.length) {
        into[length++] = (byte) c;
      } else {
        fits = false;
      }
    }
    if (state != ZERO && state != WHOLE && state != FRACTION && state != EXPONENT) {
      throw in.malformed("a number that is not complete");
    }
    int c = in.peek();
    if ((c >= '0' && c <= '9') || c == '.' || c == '+' || c == '-' || Character.isLetter(c)) {
      throw in.malformed("a number followed by " + JsonInput.quoted(c));
    }
    return fits ? length : -1;
  }

  static void pass(JsonInput in) {
    read(in, NOTHING);
  }

  private static final byte[] NOTHING = new byte[0];

  private static final int NONE = -1;
  private static final int START = 0;
  private static final int SIGN = 1;
  private static final int ZERO = 2;
  private static final int WHOLE = 3;
  private static final int POINT = 4;
  private static final int FRACTION = 5;
  private static final int E = 6;
  private static final int E_SIGN = 7;
  private static final int EXPONENT = 8;

  private static int next(int state, int c) {
    boolean digit = c >= '0' && c <= '9';
    return switch (state) {
      case START -> c == '-' ? SIGN : c == '0' ? ZERO : digit ? WHOLE : NONE;
      case SIGN -> c == '0' ? ZERO : digit ? WHOLE : NONE;
      case ZERO -> c == '.' ? POINT : isE(c) ? E : NONE;
      case WHOLE -> digit ? WHOLE : c == '.' ? POINT : isE(c) ? E : NONE;
      case POINT -> digit ? FRACTION : NONE;
      case FRACTION -> digit ? FRACTION : isE(c) ? E : NONE;
      case E -> digit ? EXPONENT : c == '+' || c == '-' ? E_SIGN : NONE;
      default -> digit ? EXPONENT : NONE;
    };
  }

  private static boolean isE(int c) {
    return c == 'e' || c == 'E';
  }
}
