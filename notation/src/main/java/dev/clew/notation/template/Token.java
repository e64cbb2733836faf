package dev.clew.notation.template;

/**
 * A piece of a template.
 *
 * @param text as written; for strings and characters without quotes and escapes
 */
record Token(Kind kind, int position, int end, String text) {
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    SPACE,
    NAME,
    FIELD,
    VARIABLE,
    DOT,
    STRING,
    CHARACTER,
    NUMBER,
    LEFT_PARENTHESIS,
    RIGHT_PARENTHESIS,
    PIPE,
    DECLARE,
    ASSIGN,
    COMMA,
    END
  }

  boolean is(Kind other) {
    return kind == other;
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }
}
