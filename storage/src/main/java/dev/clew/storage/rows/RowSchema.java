package dev.clew.storage.rows;

import dev.clew.storage.block.BlockStore;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fixed columns of a signal, and how names that people type find their columns. Everything else
 * of a row is an attribute column named by the sender.
 *
 * <p>A name in a filter means the fixed field with that name or alias. Otherwise it means the
 * attribute of that name, or the shared attribute of that name with one of {@link #groupPrefixes}
 * before it: {@code k8s.pod.name} finds {@code resource.k8s.pod.name}.
 */
public final class RowSchema {
  private final List<Field> fields;
  private final Set<ColumnKey> fixedKeys = new HashSet<>();
  private final Map<String, Field> byName = new HashMap<>();
  private final Map<String, String> attributeAliases;
  private final List<String> groupPrefixes;
  private final List<NestedSource> nestedSources;
  private final Function<String, @Nullable String> idKeyOf;
  private final String coverageAttribute;
  private final @Nullable Field coverageId;

  private RowSchema(Builder builder) {
    fields = List.copyOf(builder.fields);
    for (Field field : fields) {
      fixedKeys.add(field.key());
      byName.put(field.name().toLowerCase(Locale.ROOT), field);
      field.aliases().forEach(alias -> byName.put(alias.toLowerCase(Locale.ROOT), field));
    }
    attributeAliases = Map.copyOf(builder.attributeAliases);
    groupPrefixes = List.copyOf(builder.groupPrefixes);
    nestedSources = List.copyOf(builder.nestedSources);
    idKeyOf = builder.idKeyOf;
    coverageAttribute = builder.coverageAttribute;
    coverageId = builder.coverageId;
  }

  public static Builder builder() {
    return new Builder();
  }

  public List<Field> fields() {
    return fields;
  }

  public List<ColumnKey> columnKeys() {
    return fields.stream().map(Field::key).toList();
  }

  /** The fixed field of that name or alias, case ignored, or null when it is an attribute. */
  public @Nullable Field field(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  public boolean isFixed(ColumnKey key) {
    return fixedKeys.contains(key);
  }

  /** The name of an attribute, its alias resolved: {@code service} is resource.service.name. */
  public String attributeName(String name) {
    return attributeAliases.getOrDefault(name.toLowerCase(Locale.ROOT), name);
  }

  /** Every name under which an attribute may be stored: as it is, and with each group prefix. */
  public List<String> attributeNames(String name) {
    String resolved = attributeName(name);
    List<String> names = new ArrayList<>();
    names.add(resolved);
    groupPrefixes.forEach(prefix -> names.add(prefix + resolved));
    return names;
  }

  /** Fields in whose bytes values have names. */
  public List<NestedSource> nestedSources() {
    return nestedSources;
  }

  /** Prefixes of the names of shared attributes: {@code resource.}, {@code scope.}. */
  public List<String> groupPrefixes() {
    return groupPrefixes;
  }

  /** The correlation key that an attribute column stands for, or null. */
  public @Nullable String idKeyOf(String columnName) {
    String hidden = IdColumns.keyOf(columnName);
    return hidden != null ? hidden : idKeyOf.apply(columnName);
  }

  /** The shared attribute by which coverage counts: {@code resource.service.name}. */
  public String coverageAttribute() {
    return coverageAttribute;
  }

  /** The ID whose presence coverage counts, or null when it counts rows only. */
  public @Nullable Field coverageId() {
    return coverageId;
  }

  /** Collects the fields of a signal. */
  public static final class Builder {
    private final List<Field> fields = new ArrayList<>();
    private final Map<String, String> attributeAliases = new HashMap<>();
    private List<String> groupPrefixes = List.of("resource.", "scope.");
    private final List<NestedSource> nestedSources = new ArrayList<>();
    private Function<String, @Nullable String> idKeyOf = name -> null;
    private String coverageAttribute = "resource.service.name";
    private @Nullable Field coverageId;

    public Field text(String name, Field.Use use, String... aliases) {
      return add(name, ColumnType.TEXT, use, null, aliases);
    }

    /** A number; found by comparison. */
    public Field number(String name, String... aliases) {
      return add(name, ColumnType.WHOLE, Field.Use.PLAIN, null, aliases);
    }

    /** A number of few different values, each with a name. */
    public Field small(String name, Symbols symbols, String... aliases) {
      return add(name, ColumnType.WHOLE, Field.Use.VALUE, symbols, aliases);
    }

    public Field id64(String name, String... aliases) {
      return add(name, ColumnType.ID64, Field.Use.PLAIN, null, aliases);
    }

    /** A 16-byte ID that is a correlation key under its name. */
    public Field id128(String name, String... aliases) {
      return add(name, ColumnType.ID128, Field.Use.ID, null, aliases);
    }

    public Field opaque(String name) {
      return add(name, ColumnType.OPAQUE, Field.Use.PLAIN, null);
    }

    /** Another name for an attribute. */
    public Builder alias(String alias, String attribute) {
      attributeAliases.put(alias.toLowerCase(Locale.ROOT), attribute);
      return this;
    }

    public Builder groupPrefixes(String... prefixes) {
      groupPrefixes = List.of(prefixes);
      return this;
    }

    /** Values within a field are found by names that begin with one of the roots. */
    public Builder nested(Field field, NestedSource.Decoder decoder, String... roots) {
      nestedSources.add(new NestedSource(field, List.of(roots), decoder));
      return this;
    }

    /**
     * Which attribute columns (names with their group prefix) hold correlation IDs, and of which
     * key. Their values are indexed as IDs without any call of the store.
     */
    public Builder idKeys(Function<String, @Nullable String> keyOfColumn) {
      idKeyOf = keyOfColumn;
      return this;
    }

    /** What {@link BlockStore#coverage} counts by, and the ID whose presence it counts. */
    public Builder coverage(String sharedAttribute, @Nullable Field id) {
      coverageAttribute = sharedAttribute;
      coverageId = id;
      return this;
    }

    private Field add(
        String name, ColumnType type, Field.Use use, @Nullable Symbols symbols, String... aliases) {
      Field field = new Field(fields.size(), name, type, List.of(aliases), use, symbols);
      fields.add(field);
      return field;
    }

    public RowSchema build() {
      return new RowSchema(this);
    }
  }
}
