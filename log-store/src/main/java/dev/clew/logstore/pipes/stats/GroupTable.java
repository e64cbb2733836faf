package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.expression.RowFilter;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The groups that rows fall into. Rows come one by one ({@link #add(PipeRow)}), or a block's at
 * once ({@link #add(BlockSlice)}): then the group of each combination of dictionary entries is
 * looked up once per block; or as what is known of a whole block ({@link #addWhole}). All three
 * give the same table.
 */
public final class GroupTable {
  /** A group without its texts and functions: key, map entry, arrays. */
  private static final long GROUP_BYTES = 200;

  /** Of a group as a row: the object with its map, and an entry for each value. */
  private static final long ROW_BYTES = 80;

  private final Grouping grouping;
  private final PipeContext context;
  private final Map<List<@Nullable String>, Group> groups = new HashMap<>();
  private final List<String> fields;
  private final int[][] places;
  private final long functionBytes;
  private final List<@Nullable Predicate<PipeRow>> rowConditions = new ArrayList<>();
  private final List<@Nullable Function<BlockSlice, BitSet>> blockConditions = new ArrayList<>();
  private final RowValues rowValues;
  private final long timeStep;
  private final boolean hasTime;
  private final boolean countsOnly;
  private long leftOut;

  /** The values of the fields by which is grouped, and what the functions know. */
  public static final class Group {
    private final @Nullable Cell[] key;
    private final Accumulator[] accumulators;

    Group(@Nullable Cell[] key, Accumulator[] accumulators) {
      this.key = key;
      this.accumulators = accumulators;
    }
  }

  public GroupTable(Grouping grouping, PipeContext context) {
    this.grouping = grouping;
    this.context = context;
    Set<String> read = new LinkedHashSet<>();
    grouping.functions().forEach(function -> read.addAll(function.fields()));
    this.fields = List.copyOf(read);
    this.places = new int[grouping.functions().size()][];
    long bytes = 0;
    for (int i = 0; i < places.length; i++) {
      StatsFunction function = grouping.functions().get(i);
      places[i] = function.fields().stream().mapToInt(fields::indexOf).toArray();
      bytes += function.bytes();
      var condition = function.condition();
      rowConditions.add(
          condition == null ? null : RowFilter.compile(condition, context.nowNanos()));
      blockConditions.add(
          condition == null || !RowFilter.isForStore(condition)
              ? null
              : context.blocks().sliceFilter(condition));
    }
    this.functionBytes = bytes;
    this.rowValues = new RowValues(fields);
    GroupField time = grouping.by().stream().filter(GroupField::isTime).findFirst().orElse(null);
    this.hasTime = time != null;
    this.timeStep = time == null ? 1 : time.timeStep(context.range());
    this.countsOnly = grouping.functions().stream().allMatch(StatsFunction::countsRows);
  }

  private @Nullable Group group(@Nullable Cell[] key) {
    @Nullable String[] texts = new @Nullable String[key.length];
    long bytes = GROUP_BYTES + functionBytes;
    for (int i = 0; i < key.length; i++) {
      Cell cell = key[i];
      texts[i] = cell == null ? null : cell.text();
      bytes += cell == null ? 0 : 60 + cell.text().length();
    }
    List<@Nullable String> name = Arrays.asList(texts);
    Group group = groups.get(name);
    if (group != null || !context.budget().take(bytes)) {
      return group;
    }
    Accumulator[] accumulators = new Accumulator[places.length];
    for (int i = 0; i < places.length; i++) {
      accumulators[i] = grouping.functions().get(i).open(places[i], context.budget());
    }
    group = new Group(key, accumulators);
    groups.put(name, group);
    return group;
  }

  /** Adds one row. */
  public void add(PipeRow row) {
    @Nullable Cell[] key = new @Nullable Cell[grouping.by().size()];
    for (int i = 0; i < key.length; i++) {
      GroupField by = grouping.by().get(i);
      key[i] = emptyIsNone(by.bucket(row.cell(by.field()), timeStep));
    }
    Group group = group(key);
    if (group == null) {
      leftOut++;
      return;
    }
    rowValues.row = row;
    for (int i = 0; i < places.length; i++) {
      Predicate<PipeRow> condition = rowConditions.get(i);
      if (condition == null || condition.test(row)) {
        group.accumulators[i].add(rowValues);
      }
    }
  }

  private static @Nullable Cell emptyIsNone(@Nullable Cell cell) {
    return cell instanceof Cell.Text text && text.text().isEmpty() ? null : cell;
  }

  /** Adds the wanted rows of a block. */
  public void add(BlockSlice slice) {
    BlockKeys keys = new BlockKeys(grouping.by(), slice, timeStep);
    @Nullable Group[] groupOfKey = new @Nullable Group[keys.size()];
    for (int i = 0; i < groupOfKey.length; i++) {
      @Nullable Cell[] key = keys.cells(i);
      for (int j = 0; j < key.length; j++) {
        key[j] = emptyIsNone(key[j]);
      }
      groupOfKey[i] = group(key);
    }
    BitSet rows = slice.rows();
    if (countsOnly) {
      addCounts(keys, groupOfKey, rows);
      return;
    }
    BlockCells cells = new BlockCells(slice, fields);
    for (int i = 0; i < places.length; i++) {
      Function<BlockSlice, BitSet> condition = blockConditions.get(i);
      BitSet wanted = condition == null ? rows : condition.apply(slice);
      for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
        Group group = groupOfKey[keys.of(row)];
        if (group != null) {
          group.accumulators[i].add(cells.at(row));
        }
      }
    }
    countLeftOut(keys, groupOfKey, rows);
  }

  private void addCounts(BlockKeys keys, @Nullable Group[] groupOfKey, BitSet rows) {
    long[] counts = new long[groupOfKey.length];
    for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
      counts[keys.of(row)]++;
    }
    for (int i = 0; i < counts.length; i++) {
      addRows(groupOfKey[i], counts[i]);
    }
  }

  private void addRows(@Nullable Group group, long rows) {
    if (group == null) {
      leftOut += rows;
      return;
    }
    for (Accumulator accumulator : group.accumulators) {
      accumulator.addRows(rows);
    }
  }

  private void countLeftOut(BlockKeys keys, @Nullable Group[] groupOfKey, BitSet rows) {
    for (@Nullable Group group : groupOfKey) {
      if (group == null) {
        leftOut += rows.stream().filter(row -> groupOfKey[keys.of(row)] == null).count();
        return;
      }
    }
  }

  /** Adds a block by what is known of it; false when its rows are needed. */
  public boolean addWhole(BlockFacts block) {
    List<GroupField> others = grouping.by().stream().filter(by -> !by.isTime()).toList();
    if (!countsOnly || others.size() > 1 || (others.size() == 1 && others.getFirst().step() != 0)) {
      return false;
    }
    Cell bucket = GroupField.timeBucket(block.minTime(), timeStep);
    if (hasTime && !bucket.equals(GroupField.timeBucket(block.maxTime(), timeStep))) {
      return false;
    }
    if (others.isEmpty()) {
      addRows(group(hasTime ? new Cell[] {bucket} : new Cell[0]), block.rows());
      return true;
    }
    Map<String, Long> counts = block.counts(others.getFirst().field());
    if (counts == null) {
      return false;
    }
    counts.forEach((value, rows) -> {
      @Nullable Cell cell = value.isEmpty() ? null : Cell.of(value);
      // Time is always the first of the fields.
      addRows(group(hasTime ? new Cell[] {bucket, cell} : new Cell[] {cell}), rows);
    });
    return true;
  }

  /** The table, in no particular order. */
  public List<PipeRow> rows() {
    if (leftOut > 0) {
      context
          .budget()
          .notice(
              leftOut
                  + " rows were left out: their groups would have taken more than "
                  + context.budget().bound()
                  + " of memory.");
    }
    Collection<Group> all = groups.values();
    if (all.isEmpty() && grouping.by().isEmpty()) {
      Group none = group(new Cell[0]);
      all = none == null ? List.of() : List.of(none);
    }
    double seconds = hasTime ? timeStep / 1e9 : context.rangeSeconds();
    QueryMemory.current().take(all.size() * ROW_BYTES * (1L + places.length));
    List<PipeRow> rows = new ArrayList<>(all.size());
    for (Group group : all) {
      PipeRow row = new PipeRow();
      for (int i = 0; i < group.key.length; i++) {
        row.put(grouping.by().get(i).field(), group.key[i]);
      }
      for (int i = 0; i < group.accumulators.length; i++) {
        row.put(grouping.functions().get(i).alias(), group.accumulators[i].result(seconds));
      }
      rows.add(row);
    }
    return rows;
  }

  /** Number of groups. */
  public int size() {
    return groups.size();
  }

  private static final class RowValues implements FieldValues {
    private final List<String> fields;
    private PipeRow row = new PipeRow();

    RowValues(List<String> fields) {
      this.fields = fields;
    }

    @Override
    public @Nullable Cell cell(int field) {
      return row.cell(fields.get(field));
    }

    @Override
    public double number(int field) {
      Cell cell = cell(field);
      return cell == null ? Double.NaN : cell.number();
    }

    @Override
    public long time() {
      return row.cell("time") instanceof Cell.Time time ? time.nanos() : 0;
    }
  }
}
