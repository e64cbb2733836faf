package dev.clew.logstore.pipes;

import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.stage.DedupPipe;
import dev.clew.logstore.pipes.stage.EvalPipe;
import dev.clew.logstore.pipes.stage.ExtractPipe;
import dev.clew.logstore.pipes.stage.FieldsPipe;
import dev.clew.logstore.pipes.stage.FormatPipe;
import dev.clew.logstore.pipes.stage.JsonPipe;
import dev.clew.logstore.pipes.stage.LimitPipe;
import dev.clew.logstore.pipes.stage.LogfmtPipe;
import dev.clew.logstore.pipes.stage.OffsetPipe;
import dev.clew.logstore.pipes.stage.RenamePipe;
import dev.clew.logstore.pipes.stage.ReplacePipe;
import dev.clew.logstore.pipes.stage.SamplePipe;
import dev.clew.logstore.pipes.stage.SortPipe;
import dev.clew.logstore.pipes.stage.StatsPipe;
import dev.clew.logstore.pipes.stage.TopPipe;
import dev.clew.logstore.pipes.stage.UniqPipe;
import dev.clew.logstore.pipes.stage.WherePipe;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Knows the stages by name. */
final class PipeParser {
  private static final Map<String, Function<PipeReader, Pipe>> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put("stats", StatsPipe::parse);
    STAGES.put("top", TopPipe::parse);
    STAGES.put("uniq", UniqPipe::parse);
    STAGES.put("sort", SortPipe::parse);
    STAGES.put("limit", LimitPipe::parse);
    STAGES.put("offset", OffsetPipe::parse);
    STAGES.put("fields", FieldsPipe::parse);
    STAGES.put("rename", RenamePipe::parse);
    STAGES.put("extract", ExtractPipe::parse);
    STAGES.put("json", JsonPipe::parse);
    STAGES.put("logfmt", LogfmtPipe::parse);
    STAGES.put("unpack", JsonPipe::parseUnpack);
    STAGES.put("where", WherePipe::parse);
    STAGES.put("eval", EvalPipe::parse);
    STAGES.put("replace", ReplacePipe::parse);
    STAGES.put("format", FormatPipe::parse);
    STAGES.put("sample", SamplePipe::parse);
    STAGES.put("dedup", DedupPipe::parse);
  }

  /** Other names, as other languages have them. */
  private static final Map<String, String> ALIASES =
      Map.ofEntries(
          Map.entry("head", "limit"),
          Map.entry("filter", "where"),
          Map.entry("math", "eval"),
          Map.entry("skip", "offset"),
          Map.entry("keep", "fields"),
          Map.entry("order", "sort"),
          Map.entry("mv", "rename"),
          Map.entry("extract_regexp", "extract"),
          Map.entry("unpack_json", "json"),
          Map.entry("unpack_logfmt", "logfmt"));

  private PipeParser() {}

  static Pipe stage(PipeReader reader) {
    PipeReader.Token token = reader.peek();
    if (token.kind() != PipeReader.Kind.WORD) {
      throw reader.unexpected("a stage: " + String.join(", ", STAGES.keySet()));
    }
    String name = token.text().toLowerCase(Locale.ROOT);
    var stage = STAGES.get(ALIASES.getOrDefault(name, name));
    if (stage == null) {
      String meant = PipeReader.nearest(name, STAGES.keySet());
      throw PipeReader.fault(
          "stage \""
              + token.text()
              + "\" is not known (expected: "
              + (meant == null ? String.join(", ", STAGES.keySet()) : meant)
              + ")",
          token.from());
    }
    reader.take();
    return stage.apply(reader);
  }
}
