package dev.clew.collector.scrape.config;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * What a configuration file says. It may be a whole prometheus.yml: what is not about scraping is
 * left alone and noted.
 *
 * @param notes what is written but has no effect, a sentence each
 * @param text the file as it was understood, without comments and secrets
 * @param content the bytes of the files that were read, by path: when they change, so does this
 */
public record ScrapeFile(
    List<JobConfig> jobs, List<String> notes, String text, Map<Path, String> content) {
  public static final ScrapeFile EMPTY =
      new ScrapeFile(List.of(), List.of(), "scrape_configs: []\n", Map.of());

  private static final Map<String, String> ELSEWHERE =
      new TreeMap<>(
          Map.of(
              "rule_files", "rules live in the directory alerting.rules",
              "alerting", "notifications are configured under alerting",
              "remote_write", "nothing is sent on",
              "remote_read", "nothing is read from elsewhere",
              "storage", "retention is configured under metrics",
              "tracing", "Clew traces itself into its own store",
              "otlp", "it is configured under metrics",
              "runtime", "it is about Prometheus' own process"));

  private static final Set<String> SECRETS =
      Set.of("password", "credentials", "bearer_token", "client_secret", "secrets", "key");

  private static final int MAX_BYTES = 16 << 20;

  public ScrapeFile {
    jobs = List.copyOf(jobs);
    notes = List.copyOf(notes);
    content = Map.copyOf(content);
  }

  /**
   * Reads a file and those that it names under {@code scrape_config_files}.
   *
   * @throws ScrapeFileException naming the first thing that is wrong, and its place
   */
  public static ScrapeFile load(Path file) throws ScrapeFileException {
    Map<Path, String> content = new HashMap<>();
    String text = read(file, content);
    Path directory = parent(file);
    List<String> notes = new ArrayList<>();
    List<JobConfig> jobs = new ArrayList<>();
    YamlSection root = YamlSection.root(file.toString(), text);
    GlobalConfig global = GlobalConfig.read(root.section("global"), notes);
    readJobs(root, global, directory, notes, jobs);
    for (String pattern : root.texts("scrape_config_files")) {
      for (Path more : matching(directory.resolve(pattern))) {
        YamlSection other = YamlSection.root(more.toString(), read(more, content));
        readJobs(other, global, parent(more), notes, jobs);
        other.finish();
      }
    }
    ELSEWHERE.forEach((key, why) -> {
      if (root.has(key)) {
        notes.add(key + " has no effect here: " + why);
      }
    });
    root.finish();
    return new ScrapeFile(jobs, notes, withoutSecrets(file.toString(), text), content);
  }

  private static void readJobs(
      YamlSection root,
      GlobalConfig global,
      Path directory,
      List<String> notes,
      List<JobConfig> jobs)
      throws ScrapeFileException {
    for (YamlSection section : root.sections("scrape_configs")) {
      JobConfig job = new JobReader(global, section, directory, notes).read();
      if (jobs.stream().anyMatch(other -> other.name().equals(job.name()))) {
        throw section.error(
            "job_name",
            section.path("job_name") + ": \"" + job.name() + "\" stands twice (expected: once)");
      }
      jobs.add(job);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private static String read(Path file, Map<Path, String> content) throws ScrapeFileException {
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw new ScrapeFileException(
            file + ": " + size + " bytes (expected: at most " + MAX_BYTES + ")");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      content.put(file, text);
      return text;
    } catch (NoSuchFileException e) {
      throw new ScrapeFileException(file + ": no such file");
    } catch (IOException e) {
      throw new ScrapeFileException(file + ": cannot be read: " + e);
    }
  }

  /** The files that a path with {@code *} in its last part stands for, sorted. */
  public static List<Path> matching(Path pattern) {
    Path directory = pattern.getParent();
    Path name = pattern.getFileName();
    List<Path> found = new ArrayList<>();
    if (directory == null || name == null || !Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(directory, name.toString().replace("{", "\\{"))) {
      entries.forEach(found::add);
    } catch (IOException e) {
      return List.of();
    }
    found.sort(null);
    return found;
  }

  private static String withoutSecrets(String file, String text) throws ScrapeFileException {
    Node root = YamlSection.compose(file, text);
    if (root == null) {
      return EMPTY.text();
    }
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(200);
    StringWriter out = new StringWriter();
    try {
      new Yaml(options).serialize(redacted(root, null), out);
    } catch (org.yaml.snakeyaml.error.YAMLException e) {
      throw new UncheckedIOException("BUG: YAML cannot be written", new IOException(e));
    }
    return out.toString();
  }

  private static Node redacted(Node node, @Nullable String key) {
    return switch (node) {
      case ScalarNode scalar when key != null && SECRETS.contains(key) ->
          new ScalarNode(Tag.STR, "<secret>", null, null, DumperOptions.ScalarStyle.PLAIN);
      case SequenceNode list ->
          new SequenceNode(
              list.getTag(),
              list.getValue().stream().map(item -> redacted(item, key)).toList(),
              list.getFlowStyle());
      case MappingNode map ->
          new MappingNode(
              map.getTag(),
              map.getValue().stream()
                  .map(tuple ->
                      new NodeTuple(
                          tuple.getKeyNode(),
                          redacted(
                              tuple.getValueNode(),
                              tuple.getKeyNode() instanceof ScalarNode name
                                  ? name.getValue()
                                  : null)))
                  .toList(),
              map.getFlowStyle());
      default -> node;
    };
  }
}
