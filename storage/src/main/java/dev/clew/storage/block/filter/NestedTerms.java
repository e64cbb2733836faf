package dev.clew.storage.block.filter;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.index.TermSet;
import dev.clew.storage.index.Terms;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Collects the terms of lists and maps: what they hold is indexed as if it were an attribute whose
 * name is its path.
 */
final class NestedTerms {
  /** Values of a block; maps whose keys are data would fill the index with what nobody asks for. */
  private static final int MOST = 50_000;

  private final Terms terms;
  private final TermSet set;
  private int values;

  NestedTerms(Terms terms, TermSet set) {
    this.terms = terms;
    this.set = set;
  }

  /** Adds the values within an attribute; it is marked as not indexed when there are too many. */
  void add(String name, AttributeValue value) {
    if (values < MOST) {
      value(name, value);
    }
    if (values >= MOST) {
      terms.unindexed(utf8(name), set);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void value(String name, AttributeValue value) {
    values++;
    byte[] nameBytes = utf8(name);
    ColumnType type = BlockTerms.typeOf(value);
    terms.exists(nameBytes, type, set);
    if (type == ColumnType.REAL) {
      terms.unindexed(nameBytes, set); // compared by its value
      return;
    }
    String text = value.asText();
    byte[] folded = utf8(text.toLowerCase(Locale.ROOT));
    // A test may ask for letters that only their lower case has made ASCII.
    boolean becameAscii = folded.length == text.length() && !isAscii(text);
    terms.value(nameBytes, folded, folded.length, becameAscii, set);
    switch (value) {
      case AttributeValue.Items items -> {
        for (AttributeValue item : items.values()) {
          if (values < MOST) {
            value(name, item);
          }
        }
      }
      case AttributeValue.Entries entries -> {
        for (Attribute entry : entries.attributes()) {
          if (values < MOST) {
            value(name + "." + entry.key(), entry.value());
          }
        }
      }
      default -> {}
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }
}
