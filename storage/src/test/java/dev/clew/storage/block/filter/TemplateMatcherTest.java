package dev.clew.storage.block.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.clew.model.Attributes;
import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockEncoder;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.column.SortedRows;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.text.TextPattern;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A search of templates and variables finds what a search of the plain lines finds. */
class TemplateMatcherTest {
  private static final ColumnKey BODY = new ColumnKey("body", ColumnType.TEXT);

  private static BytesColumn stored(List<String> lines) {
    BlockBuilder builder = new BlockBuilder(List.of());
    for (String line : lines) {
      builder.begin(1, builder.rows());
      builder.group(Attributes.EMPTY, 0);
      builder.column(BODY.name(), BODY.type());
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      builder.bytes(bytes, 0, bytes.length);
      builder.end();
    }
    builder.mark();
    byte[] block = BlockEncoder.encode(SortedRows.of(builder.view(), lines.size()).getFirst());
    return (BytesColumn) new StoredRows(MemorySegment.ofArray(block)).column(BODY);
  }

  private static String value(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Integer.toString(random.nextInt(300));
      case 1 -> HexFormat.of().toHexDigits(random.nextLong());
      case 2 -> HexFormat.of().toHexDigits(random.nextInt()).substring(random.nextInt(6));
      case 3 -> new UUID(random.nextLong(), random.nextLong()).toString();
      case 4 -> "10.0." + random.nextInt(20) + "." + random.nextInt(256);
      case 5 -> random.nextInt(50) + "ms";
      case 6 -> "User" + random.nextInt(9);
      case 7 -> "0" + random.nextInt(9);
      case 8 -> "é" + random.nextInt(9);
      case 9 -> "a\0" + random.nextInt(3);
      case 10 -> random.nextInt(99) + "." + random.nextInt(99);
      default -> "x" + random.nextInt(3) + "_" + random.nextInt(40) + "K";
    };
  }

  private static final String[] SHAPES = {
    "order % took % done",
    "GET /a/%/b-% HTTP",
    "[%] user=% ip=(%)",
    "%",
    "%-%",
    "%%",
    "-%-",
    "{\"id\":\"%\",\"took\":%}",
    "no variables here",
    "größe % ist %",
    "deadbeef-% and 12-%",
    "錯誤：%（%s）失敗",
    "“%”…",
    "\u001B[3%merror\u001B[0m \u001B[1;32m%\u001B[m",
    "a.%.b % "
  };

  private static List<String> lines(Random random) {
    List<String> lines = new ArrayList<>();
    int kinds = 1 + random.nextInt(12);
    for (int i = 0; i < 150 + random.nextInt(400); i++) {
      StringBuilder line = new StringBuilder();
      for (char c : SHAPES[random.nextInt(kinds)].toCharArray()) {
        line.append(c == '%' ? value(random) : c);
      }
      lines.add(random.nextInt(60) == 0 ? "odd " + line.reverse() : line.toString());
    }
    return lines;
  }

  private static TextPattern pattern(String part, Random random) {
    boolean exact = random.nextInt(3) == 0;
    return switch (random.nextInt(8)) {
      case 0, 1 -> TextPattern.substring(part, exact);
      case 2, 3 -> TextPattern.words(part, exact);
      case 4 -> TextPattern.prefix(part, exact);
      case 5 -> TextPattern.suffix(part, exact);
      case 6 -> random.nextBoolean() ? TextPattern.equalTo(part) : TextPattern.same(part);
      default ->
          random.nextBoolean()
              ? TextPattern.wildcard("*" + part.replace("*", "") + "*", exact)
              : TextPattern.regex(Pattern.quote(part), exact);
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void findsWhatASearchOfThePlainLinesFinds(long seed) {
    Random random = new Random(seed);
    int searched = 0;
    for (int round = 0; round < 8; round++) {
      List<String> lines = lines(random);
      BytesColumn column = stored(lines);
      if (column.templates() == null) {
        continue;
      }
      for (int i = 0; i < 150; i++) {
        String line = lines.get(random.nextInt(lines.size()));
        int from = random.nextInt(line.length() + 1);
        int to = random.nextInt(10) == 0 ? line.length() : from + random.nextInt(12);
        String part =
            line.substring(random.nextInt(20) == 0 ? 0 : from, Math.min(line.length(), to));
        if (random.nextInt(8) == 0) {
          part = part + value(random).charAt(0);
        }
        TextPattern pattern = pattern(part, random);
        TemplateMatcher matcher =
            new TemplateMatcher(column.templates(), ValuePredicate.of(pattern));
        for (int row = 0; row < lines.size(); row++) {
          if (matcher.matches(column.entry(row)) != pattern.matches(lines.get(row))) {
            fail("seed %s: \"%s\" (%s) in \"%s\"", seed, part, pattern.literal(), lines.get(row));
          }
          searched++;
        }
      }
    }
    assertThat(searched).isGreaterThan(50_000);
  }
}
