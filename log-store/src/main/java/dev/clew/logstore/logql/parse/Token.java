package dev.clew.logstore.logql.parse;

import java.util.Locale;

/**
 * A word of the query.
 *
 * @param text as it was written; of a string its content, of a range what is between the brackets
 * @param from offset in the query
 */
record Token(Kind kind, String text, int from) {
  enum Kind {
    WORD,
    STRING,
    NUMBER,
    DURATION,
    BYTES,
    RANGE,
    FLAG,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /** Whether it is a word that means something, in any case. */
  boolean isWord(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  /** As Loki's errors name it. */
  String described() {
    return switch (kind) {
      case WORD -> Keywords.isReserved(text) ? text.toLowerCase(Locale.ROOT) : "IDENTIFIER";
      case STRING, NUMBER, DURATION, BYTES, RANGE -> kind.name();
      case FLAG -> "FUNCTION_FLAG";
      case SIGN -> text;
      case END -> "$end";
    };
  }
}
