package dev.clew.storage.block;

import dev.clew.model.query.Filter;
import java.util.Locale;
import java.util.Random;

/** Pieces of lines as people type them: whole words most of the time, and any characters. */
final class RandomPieces {
  private static final int LONGEST = 40;

  private RandomPieces() {}

  static String of(String line, Random random) {
    int from = line.offsetByCodePoints(0, random.nextInt(line.codePointCount(0, line.length())));
    int to = line.offsetByCodePoints(from, 1);
    int more = 1 + random.nextInt(LONGEST);
    if (random.nextInt(4) > 0) {
      while (from > 0 && isWord(line.codePointBefore(from)) && isWord(line.codePointAt(from))) {
        from = line.offsetByCodePoints(from, -1);
      }
    }
    while (to < line.length() && to - from < more) {
      to = line.offsetByCodePoints(to, 1);
    }
    if (random.nextInt(4) > 0) {
      while (to < line.length()
          && isWord(line.codePointBefore(to))
          && isWord(line.codePointAt(to))) {
        to = line.offsetByCodePoints(to, 1);
      }
    }
    String piece = line.substring(from, to);
    return switch (random.nextInt(6)) {
      case 0 -> upper(piece);
      case 1 -> piece.toLowerCase(Locale.ROOT);
      default -> piece;
    };
  }

  /** Letters that are others when they come back from their upper case stay as they are. */
  private static String upper(String piece) {
    String upper = piece.toUpperCase(Locale.ROOT);
    boolean same = upper.toLowerCase(Locale.ROOT).equals(piece.toLowerCase(Locale.ROOT));
    return same ? upper : piece;
  }

  private static boolean isWord(int c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** One of the ways in which people look for the piece. */
  static Filter filter(String piece, Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Filter.Word(null, piece);
      case 1 -> new Filter.Phrase(null, piece);
      case 2 -> new Filter.Prefix(null, piece);
      case 3 -> new Filter.Suffix(null, piece);
      case 4 -> new Filter.Substring(null, piece);
      case 5 -> new Filter.Regex(null, quoted(piece));
      default -> new Filter.Regex(null, loosened(piece, random));
    };
  }

  /** An expression for these characters alone. */
  static String quoted(String piece) {
    return loosened(
        piece,
        new Random(0) {
          @Override
          public int nextInt(int bound) {
            return bound - 1;
          }
        });
  }

  /** An expression for the piece in which some characters stand for others, too. */
  static String loosened(String piece, Random random) {
    StringBuilder out = new StringBuilder();
    piece
        .codePoints()
        .forEach(c -> {
          String literal =
              c > 127 || Character.isLetterOrDigit(c)
                  ? Character.toString(c)
                  : c == '\t' ? "\\t" : "\\" + (char) c;
          out.append(
              switch (random.nextInt(16)) {
                case 0 -> ".";
                case 1 -> literal + "+";
                case 2 -> "(" + literal + "|no)";
                case 3 -> literal + "x?";
                default -> literal;
              });
        });
    return out.toString();
  }
}
