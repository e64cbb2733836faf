package dev.clew.collector.prometheus;

import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.memory.MemoryBudget;
import dev.clew.model.otlp.ProtoCursor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code io.prometheus.write.v2.Request} of remote write 2.0, whose texts are numbers that
 * refer to a table of symbols.
 */
final class WriteRequestV2 extends WriteRequestReader {
  static final String MESSAGE = "io.prometheus.write.v2.Request";

  private static final int HISTOGRAM = 3;
  private static final int GAUGE_HISTOGRAM = 4;
  private static final int SUMMARY = 5;

  /** Of what is remembered of a family, beside its name. */
  private static final int DESCRIBED_BYTES = 160;

  private final MemoryBudget.Claim claim;
  private int[] offsets = new int[1024];
  private int[] lengths = new int[1024];
  private int symbols;

  /** The name of a label whose value comes next, or -1. */
  private int pending = -1;

  private @Nullable String labelFault;

  private final Set<Described> described = new LinkedHashSet<>();
  private long lastNote = -1;

  /** What is said of a family, with references to symbols. */
  private record Described(String name, int type, int help, int unit) {}

  WriteRequestV2(WrittenSeries out, SeriesLimits limits, MemoryBudget.Claim claim) {
    super(out, limits, 3, 4);
    this.claim = claim;
  }

  @Override
  String message() {
    return MESSAGE;
  }

  /** The symbols mostly come first, but need not. */
  @Override
  void request() {
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1, 3 ->
            throw new RefusedException(
                Refusal.Kind.MALFORMED,
                "the body is of " + WriteRequestV1.MESSAGE + ", the Content-Type says " + MESSAGE,
                "Send Content-Type: application/x-protobuf;proto=" + WriteRequestV1.MESSAGE + ".");
        case 4 -> symbol();
        default -> cursor.skip();
      }
    }
    cursor.rewind(0);
    while (cursor.next()) {
      if (cursor.field() == 5) {
        int outer = cursor.enter();
        series();
        cursor.leave(outer);
      } else {
        cursor.skip();
      }
    }
    described.forEach(this::describe);
  }

  private void symbol() {
    int outer = cursor.enter();
    if (symbols == offsets.length) {
      claim.grow(2L * 2 * Integer.BYTES * symbols);
      offsets = Arrays.copyOf(offsets, 2 * symbols);
      lengths = Arrays.copyOf(lengths, 2 * symbols);
      claim.shrink(2L * Integer.BYTES * symbols);
    }
    offsets[symbols] = cursor.position();
    lengths[symbols++] = cursor.limit() - cursor.position();
    cursor.leave(outer);
  }

  @Override
  void label(SeriesLabels into) {
    if (cursor.wireType() == ProtoCursor.VARINT) {
      reference(cursor.varint(), into);
      return;
    }
    int outer = cursor.enter();
    while (cursor.position() < cursor.limit()) {
      reference(cursor.varint(), into);
    }
    cursor.leave(outer);
  }

  private void reference(long reference, SeriesLabels into) {
    if (reference < 0 || reference >= symbols) {
      labelFault = "a reference to symbol " + reference + " of " + symbols;
    } else if (pending < 0) {
      pending = (int) reference;
    } else {
      int value = (int) reference;
      into.add(offsets[pending], lengths[pending], offsets[value], lengths[value]);
      pending = -1;
    }
  }

  /** The texts are symbols, which stand elsewhere. */
  @Override
  void checkTexts(int from, int end) {}

  @Override
  @Nullable String endLabels() {
    String fault = labelFault;
    if (fault == null && pending >= 0) {
      fault = "an odd number of label references";
    }
    labelFault = null;
    pending = -1;
    return fault;
  }

  @Override
  void otherField() {
    if (cursor.field() != 5) {
      cursor.skip();
      return;
    }
    int type = 0;
    long help = 0;
    long unit = 0;
    int outer = cursor.enter();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1 -> type = (int) cursor.varintField();
        case 3 -> help = cursor.varintField();
        case 4 -> unit = cursor.varintField();
        default -> cursor.skip();
      }
    }
    cursor.leave(outer);
    if (help < 0 || help >= symbols || unit < 0 || unit >= symbols) {
      if (help != 0 || unit != 0) {
        out.refuse("metadata that refers to symbol " + Math.max(help, unit) + " of " + symbols);
      }
    } else if (type != 0 || help != 0 || unit != 0) {
      note(type, (int) help, (int) unit);
    }
  }

  /** Series of one name mostly come one after another: then there is nothing new. */
  private void note(int type, int help, int unit) {
    int name = labels.metricNameOffset();
    long note = (((name * 31L + type) * 31 + help) * 31) + unit;
    if (name >= 0 && note != lastNote) {
      lastNote = note;
      String family = family(labels.metricName(), type);
      claim.grow(DESCRIBED_BYTES + 2L * family.length());
      if (!described.add(new Described(family, type, help, unit))) {
        claim.shrink(DESCRIBED_BYTES + 2L * family.length());
      }
    }
  }

  /** Classic histograms and summaries are families of several names. */
  private static String family(String name, int type) {
    if (type == HISTOGRAM || type == GAUGE_HISTOGRAM || type == SUMMARY) {
      for (String suffix : new String[] {"_bucket", "_gcount", "_gsum", "_count", "_sum"}) {
        if (name.endsWith(suffix)) {
          return name.substring(0, name.length() - suffix.length());
        }
      }
    }
    return name;
  }

  private void describe(Described family) {
    out.metadata(family.name, family.type, symbol(family.unit), symbol(family.help));
  }

  private String symbol(int i) {
    return new String(cursor.array(), offsets[i], lengths[i], StandardCharsets.UTF_8);
  }

  @Override
  void empty() {
    out.refuse("a series without samples");
  }
}
