package dev.clew.storage.block.pattern;

import dev.clew.model.Attributes;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.scan.RowView;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.BytesColumn;
import dev.clew.storage.column.LongColumn;
import dev.clew.storage.column.TemplateText;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.Patterns;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.rows.ScanReport;
import dev.clew.storage.rows.Symbols;
import dev.clew.storage.text.TemplateSplitter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts rows per template of the schema's first text field. */
public final class PatternCounter {
  private final RowSchema schema;
  private final TimeRange range;
  private final long step;
  private final @Nullable Field text;
  private final @Nullable Field symbols;
  private final PatternTable table;
  private final TemplateSplitter splitter = new TemplateSplitter();
  private final List<String> symbolNames = new ArrayList<>();
  private final List<String> serviceNames = new ArrayList<>();
  private final Map<String, Integer> symbolNumbers = new HashMap<>();
  private final Map<String, Integer> serviceNumbers = new HashMap<>();
  private final @Nullable Predicate<Row> test;
  private long total;

  /**
   * @param test what a row has to pass to be counted; null when each that comes is wanted
   */
  public PatternCounter(
      RowSchema schema, TimeRange range, int buckets, @Nullable Predicate<Row> test) {
    this.schema = schema;
    this.test = test;
    this.range = range;
    this.step = Math.max(1, Math.ceilDiv(range.endNanos() - range.startNanos(), (long) buckets));
    this.table = new PatternTable(buckets);
    this.text = first(schema, field -> field.use() == Field.Use.TEXT);
    this.symbols = first(schema, field -> field.symbols() != null);
  }

  private static @Nullable Field first(RowSchema schema, Predicate<Field> wanted) {
    return schema.fields().stream().filter(wanted).findFirst().orElse(null);
  }

  public boolean addRows(BlockRows block, BitSet matched) {
    BitSet rows = test == null ? matched : passing(block, matched, test);
    if (text == null || !(block.column(text.key()) instanceof BytesColumn column)) {
      return true;
    }
    TemplateText templates = column.templates();
    PatternTally[] tallies = new PatternTally[column.entries()];
    PatternTally[] ofTemplate = new PatternTally[templates == null ? 0 : templates.templates()];
    int[] services = servicesOf(block);
    int[] groupOfRow = block.groupOfRow();
    LongColumn numbers =
        symbols != null && block.column(symbols.key()) instanceof LongColumn found ? found : null;
    int[] symbolOf = new int[256];
    long[] times = block.times();
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      int entry = column.entry(row);
      if (entry < 0) {
        continue;
      }
      PatternTally tally = tallies[entry];
      if (tally == null) {
        tally =
            templates == null
                ? tallyOf(column, entry)
                : tallyOf(templates, entry, ofTemplate, column);
        tallies[entry] = tally;
      }
      int number = numbers == null ? 0 : (int) numbers.value(row) & 0xFF;
      if (symbolOf[number] == 0) {
        symbolOf[number] = 1 + symbolNumber(number);
      }
      int bucket = (int) ((times[row] - range.startNanos()) / step);
      tally.add(times[row], bucket, symbolOf[number] - 1, services[groupOfRow[row]]);
      total++;
    }
    if (table.isDue()) {
      table.generalize();
    }
    return true;
  }

  private BitSet passing(BlockRows block, BitSet matched, Predicate<Row> wanted) {
    RowView view = RowView.over(schema, block);
    BitSet passing = new BitSet();
    for (int row = matched.nextSetBit(0); row >= 0; row = matched.nextSetBit(row + 1)) {
      if (wanted.test(view.at(row))) {
        passing.set(row);
      }
    }
    return passing;
  }

  private PatternTally tallyOf(BytesColumn column, int entry) {
    splitter.split(column.bytes(), column.start(entry), column.end(entry));
    PatternTally tally = table.of(splitter.template(), 0, splitter.templateLength());
    if (tally.needsSample()) {
      tally.sample(column.copy(entry));
    }
    return tally;
  }

  private PatternTally tallyOf(
      TemplateText templates, int entry, PatternTally[] ofTemplate, BytesColumn column) {
    int template = templates.templateOf(entry);
    if (template == templates.residual()) {
      byte[] line = column.copy(entry);
      splitter.split(line, 0, line.length);
      PatternTally tally = table.of(splitter.template(), 0, splitter.templateLength());
      if (tally.needsSample()) {
        tally.sample(line);
      }
      return tally;
    }
    PatternTally tally = ofTemplate[template];
    if (tally == null) {
      tally =
          table.of(templates.templateBytes(), templates.start(template), templates.end(template));
      if (tally.needsSample()) {
        tally.sample(column.copy(entry));
      }
      ofTemplate[template] = tally;
    }
    return tally;
  }

  private int symbolNumber(int number) {
    Symbols names = symbols == null ? null : symbols.symbols();
    return number(names == null ? "" : names.nameOf(number), symbolNumbers, symbolNames);
  }

  private int[] servicesOf(BlockRows block) {
    List<Attributes> groups = block.groups();
    int[] services = new int[groups.size()];
    for (int i = 0; i < services.length; i++) {
      String service = groups.get(i).text(schema.coverageAttribute());
      services[i] = number(service == null ? "" : service, serviceNumbers, serviceNames);
    }
    return services;
  }

  private static int number(String name, Map<String, Integer> numbers, List<String> names) {
    Integer known = numbers.putIfAbsent(name, names.size());
    if (known == null) {
      names.add(name);
      return names.size() - 1;
    }
    return known;
  }

  public Patterns result(int limit, ScanReport report) {
    table.generalize();
    List<Patterns.Pattern> patterns = new ArrayList<>();
    for (PatternTally tally : table.all()) {
      patterns.add(tally.result(PatternTable.text(tally.template), symbolNames, serviceNames));
    }
    patterns.sort(
        Comparator.comparingLong(Patterns.Pattern::count)
            .reversed()
            .thenComparing(Patterns.Pattern::text));
    if (table.other().count() > 0) {
      patterns.add(table.other().result(Patterns.OTHER, symbolNames, serviceNames));
    }
    int distinct = patterns.size();
    List<Patterns.Pattern> first = patterns.subList(0, Math.min(limit, distinct));
    return new Patterns(range.startNanos(), step, List.copyOf(first), total, distinct, report);
  }
}
