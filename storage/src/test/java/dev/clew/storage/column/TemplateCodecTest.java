package dev.clew.storage.column;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.Attributes;
import dev.clew.storage.bytes.ByteOutput;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateCodecTest {
  private static final ColumnKey BODY = new ColumnKey("body", ColumnType.TEXT);

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] encode(List<byte[]> bodies) {
    BlockBuilder builder = new BlockBuilder(List.of());
    for (byte[] body : bodies) {
      builder.begin(1, builder.rows());
      builder.group(Attributes.EMPTY, 0);
      builder.column(BODY.name(), BODY.type());
      builder.bytes(body, 0, body.length);
      builder.end();
    }
    builder.mark();
    return BlockEncoder.encode(SortedRows.of(builder.view(), bodies.size()).getFirst());
  }

  private static BytesColumn read(byte[] block) {
    return (BytesColumn) new StoredRows(MemorySegment.ofArray(block)).column(BODY);
  }

  /** Returns the column, so that a test can look at how it is stored. */
  private static BytesColumn assertReadBack(List<byte[]> bodies) {
    byte[] block = encode(bodies);
    BytesColumn one = read(block);
    BytesColumn whole = read(block);
    for (int row = 0; row < bodies.size(); row++) {
      assertThat(one.copy(one.entry(row))).as("row %s", row).isEqualTo(bodies.get(row));
      int entry = whole.entry(row);
      assertThat(Arrays.copyOfRange(whole.bytes(), whole.start(entry), whole.end(entry)))
          .isEqualTo(bodies.get(row));
    }
    return one;
  }

  private static BytesColumn assertReadBack(int rows, IntFunction<String> body) {
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      bodies.add(utf8(body.apply(i)));
    }
    return assertReadBack(bodies);
  }

  @Test
  void linesOfOneKindHaveOneTemplate() {
    BytesColumn column =
        assertReadBack(
            500, i -> "order " + (i + 70) + " took " + i % 7 + "ms at 10.0.0." + i % 256);
    TemplateText templates = column.templates();
    assertThat(templates).isNotNull();
    assertThat(templates.templates()).isEqualTo(1);
    assertThat(templates.residual()).isEqualTo(-1);
    assertThat(templates.slots(0)).isEqualTo(3);
  }

  @Test
  void oddLinesAreKeptWhole() {
    BytesColumn column =
        assertReadBack(500, i -> i % 50 == 0 ? word(i) + " odd " + word(i * 7) : "took " + i);
    assertThat(column.templates().templates()).isEqualTo(2);
    assertThat(column.templates().residual()).isEqualTo(1);
    assertThat(column.templates().count(1)).isEqualTo(10);
  }

  private static String word(int number) {
    return Integer.toString(number, 26).replaceAll("[0-9]", "x" + (char) ('a' + number % 26));
  }

  @Test
  void textWithoutTemplatesIsStoredAsItIs() {
    Random random = new Random(3);
    BytesColumn column =
        assertReadBack(
            500,
            i ->
                random
                    .ints(8, 0, 2000)
                    .mapToObj(TemplateCodecTest::word)
                    .reduce("", (a, b) -> a + " " + b));
    assertThat(column.templates()).isNull();
  }

  @Test
  void valuesOfEveryKindAreReadBack() {
    Random random = new Random(11);
    List<IntFunction<String>> kinds =
        List.of(
            i -> Integer.toString(i),
            i -> Long.toString(random.nextLong() >>> random.nextInt(20)),
            i -> "00000000000000000000000".substring(random.nextInt(23)) + i,
            i -> String.format(Locale.ROOT, "%05d", i * 3),
            i -> String.format(Locale.ROOT, "%0" + (1 + i % 5) + "d", i % 10),
            i -> HexFormat.of().toHexDigits(random.nextLong()),
            i -> HexFormat.of().toHexDigits(random.nextLong()).substring(0, 7),
            i -> HexFormat.of().withUpperCase().toHexDigits(random.nextLong()),
            i -> HexFormat.of().toHexDigits(random.nextLong()).substring(0, 2 + random.nextInt(9)),
            i -> new UUID(random.nextLong(), random.nextLong()).toString(),
            i -> new UUID(1, random.nextLong()).toString().toUpperCase(Locale.ROOT),
            i -> random.nextInt(256) + "." + random.nextInt(256) + ".0." + random.nextInt(256),
            i -> random.nextInt(999) + "." + random.nextInt(999) + "." + i + "." + i,
            i -> "010.1.1." + i % 10,
            i -> "user" + i,
            i -> i + "ms",
            i -> "v" + i % 3 + "x",
            i -> "k" + random.nextInt(5),
            i -> Integer.toString(7 * (i / 100)),
            i -> Long.toString(1_795_000_000_000L + i * 31L + random.nextInt(9)),
            i -> "99999999999999999" + i % 10,
            i -> "0x" + Integer.toHexString(random.nextInt()),
            i -> "deadbeefcafe",
            i -> Double.toString(random.nextGaussian()));
    for (int kind = 0; kind < kinds.size(); kind++) {
      IntFunction<String> value = kinds.get(kind);
      for (int rows : new int[] {48, 300}) {
        BytesColumn column =
            assertReadBack(rows, i -> "a line of some length says " + value.apply(i) + ", thanks");
        if (column.entries() >= 48) {
          assertThat(column.templates()).as("kind %s", kind).isNotNull();
        }
      }
      // A column of nothing but such values.
      assertReadBack(300, value);
    }
  }

  @Test
  void bytesThatLookLikePlaceholdersEmptyAndHugeBodiesAreReadBack() {
    byte[] huge = new byte[3 << 20];
    new Random(5).nextBytes(huge);
    List<byte[]> bodies = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      bodies.add(utf8("took " + i + " ms"));
      bodies.add(utf8("\0 took \0" + i % 2 + "\0 ms \0\0"));
      bodies.add(utf8("é " + i + " ü€" + i));
      bodies.add(new byte[] {(byte) 0xC3, 'x', '1', (byte) 0xFF, (byte) i});
      bodies.add(new byte[i % 4]);
    }
    bodies.add(new byte[0]);
    bodies.add(huge);
    bodies.add(utf8("took " + "1 ".repeat(200_000) + "ms"));
    bodies.add(utf8("x".repeat(100_000)));
    bodies.add(utf8("7".repeat(100_000)));
    assertReadBack(bodies);
    bodies.removeIf(body -> body.length > 1000);
    assertThat(assertReadBack(bodies).templates()).isNotNull();
  }

  @Test
  void stackTracesAreReadBack() {
    BytesColumn column =
        assertReadBack(
            200,
            i ->
                "failed "
                    + i
                    + "\njava.io.IOException: no\n"
                    + "\tat a.b.C.d(C.java:77)\n".repeat(i % 3 + 1)
                    + (i % 5 == 0 ? "\tat x.Y.z(Y.java:5)\n".repeat(120) : ""));
    assertThat(column.templates()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyMixtureIsReadBack(long seed) {
    Random random = new Random(seed);
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] piece = new byte[random.nextInt(12)];
      for (int j = 0; j < piece.length; j++) {
        piece[j] =
            (byte)
                (random.nextInt(8) == 0
                    ? random.nextInt(256)
                    : "a0.- f-9:=".charAt(random.nextInt(10)));
      }
      pieces.add(piece);
    }
    List<byte[]> bodies = new ArrayList<>();
    int rows = 50 + random.nextInt(1500);
    for (int row = 0; row < rows; row++) {
      ByteOutput body = new ByteOutput(64);
      int shape = random.nextInt(6);
      for (int i = 0; i < 1 + shape; i++) {
        byte[] piece = pieces.get(random.nextInt(10) == 0 ? random.nextInt(40) : shape * 6 + i);
        body.bytes(piece, 0, piece.length);
        byte[] number = utf8(" " + (random.nextLong() >>> random.nextInt(64)));
        body.bytes(number, 0, random.nextInt(number.length));
      }
      bodies.add(body.toByteArray());
    }
    assertReadBack(bodies);
  }
}
