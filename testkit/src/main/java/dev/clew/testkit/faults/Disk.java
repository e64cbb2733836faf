package dev.clew.testkit.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Knows of every file which bytes and which names are durable. All paths are real ones. */
final class Disk {
  private final Path root;
  private final Map<Path, Node> live = new HashMap<>();
  private Fault fault = Fault.NONE;
  private int changes;
  private int stopAfter = Integer.MAX_VALUE;
  private int generation;

  /** A file or a directory, whatever its name is at the moment. */
  private static final class Node {
    /** Of a file: its bytes when it was forced last; null before the first time. */
    byte @Nullable [] durable;

    /** Of a directory: its names when it was forced last; null for a file. */
    @Nullable Map<String, Node> names;

    static Node directory() {
      Node node = new Node();
      node.names = new TreeMap<>();
      return node;
    }
  }

  /** What a power failure leaves of a node: bytes, or children when it is a directory. */
  private static final class Rest {
    final byte[] bytes;
    final @Nullable Map<String, Rest> children;

    Rest(byte[] bytes, @Nullable Map<String, Rest> children) {
      this.bytes = bytes;
      this.children = children;
    }
  }

  Disk(Path root) {
    this.root = root;
    live.put(root, Node.directory());
  }

  synchronized void fault(Fault newFault) {
    fault = newFault;
  }

  synchronized int changes() {
    return changes;
  }

  synchronized void stopAfter(int newStopAfter) {
    stopAfter = newStopAfter;
  }

  synchronized boolean stopped() {
    return changes > stopAfter;
  }

  synchronized int generation() {
    return generation;
  }

  /** Counts the operation and lets it fail when it is its turn. */
  synchronized void before(Operation operation, Path path) throws IOException {
    if (operation.changes()) {
      changes++;
    }
    if (stopped()) {
      throw new IOException(path + ": the machine has stopped");
    }
    fault.before(operation, path);
  }

  synchronized void created(Path path, boolean directory) {
    live.putIfAbsent(path, directory ? Node.directory() : new Node());
  }

  synchronized void deleted(Path path) {
    live.remove(path);
  }

  synchronized void renamed(Path source, Path target) {
    Map<Path, Node> moved = new HashMap<>();
    live.forEach((path, node) -> {
      if (path.startsWith(source)) {
        moved.put(target.resolve(source.relativize(path)), node);
      }
    });
    live.keySet().removeIf(path -> path.startsWith(source) || path.startsWith(target));
    live.putAll(moved);
  }

  synchronized void forced(Path path) throws IOException {
    Node node = live.get(path);
    if (node == null) {
      return; // deleted while open
    }
    if (node.names == null) {
      node.durable = Files.readAllBytes(path);
    } else {
      node.names = children(path);
    }
  }

  private Map<String, Node> children(Path directory) {
    Map<String, Node> names = new TreeMap<>();
    live.forEach((path, node) -> {
      if (directory.equals(path.getParent())) {
        names.put(path.getFileName().toString(), node);
      }
    });
    return names;
  }

  synchronized void powerFailure(Random random) throws IOException {
    Map<Node, Path> places = new HashMap<>();
    live.forEach((path, node) -> places.put(node, path));
    Rest rest = rest(Objects.requireNonNull(live.get(root)), places, random);
    try (Stream<Path> tree = Files.walk(root)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        if (!path.equals(root)) {
          Files.delete(path);
        }
      }
    }
    live.clear();
    restore(root, rest);
    generation++;
    stopAfter = Integer.MAX_VALUE;
    fault = Fault.NONE;
  }

  private Rest rest(Node node, Map<Node, Path> places, Random random) throws IOException {
    Path place = places.get(node);
    if (node.names == null) {
      byte[] durable = node.durable;
      byte[] now = place == null ? durable : Files.readAllBytes(place);
      return new Rest(bytes(durable, now, random), null);
    }
    Map<String, Node> names = place == null || random.nextBoolean() ? node.names : children(place);
    Map<String, Rest> children = new TreeMap<>();
    for (Map.Entry<String, Node> child : names.entrySet()) {
      children.put(child.getKey(), rest(child.getValue(), places, random));
    }
    return new Rest(new byte[0], children);
  }

  /** A file that grew since its last force may have kept any part of what was added. */
  private static byte[] bytes(byte @Nullable [] durable, byte @Nullable [] now, Random random) {
    byte[] safe = durable == null ? new byte[0] : durable;
    if (now == null || random.nextBoolean()) {
      return safe;
    }
    int length = Math.min(safe.length, now.length);
    boolean grew = now.length > safe.length && Arrays.equals(safe, 0, length, now, 0, length);
    return grew ? Arrays.copyOf(now, safe.length + random.nextInt(now.length - length + 1)) : now;
  }

  private void restore(Path path, Rest rest) throws IOException {
    Map<String, Rest> children = rest.children;
    if (children == null) {
      Node node = new Node();
      node.durable = rest.bytes;
      live.put(path, node);
      Files.write(path, rest.bytes);
      return;
    }
    live.put(path, Node.directory());
    if (!path.equals(root)) {
      Files.createDirectory(path);
    }
    for (Map.Entry<String, Rest> child : children.entrySet()) {
      restore(path.resolve(child.getKey()), child.getValue());
    }
    Node node = live.get(path);
    if (node != null) {
      node.names = children(path);
    }
  }
}
