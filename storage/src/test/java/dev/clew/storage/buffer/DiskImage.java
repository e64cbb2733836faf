package dev.clew.storage.buffer;

import dev.clew.storage.buffer.file.EntryFormat;
import dev.clew.storage.buffer.file.QueueFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a buffer as they are at one instant, or as a machine left them when it died. */
final class DiskImage {
  static final int PAGE = 4096;

  private final TreeMap<String, byte[]> files = new TreeMap<>();

  static DiskImage of(Path directory) {
    DiskImage image = new DiskImage();
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith("clew.lock")) {
          image.files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
        }
      }
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  List<String> queueFiles() {
    return files.keySet().stream().filter(name -> name.endsWith(".cq4")).toList();
  }

  /**
   * What is on the disk after a power failure: of each page that was written since the force the
   * new content or the old one, and of the length of a file as much as it likes.
   */
  static DiskImage afterPowerFailure(DiskImage forced, DiskImage now, Random random) {
    double survival = new double[] {0, 0.1, 0.5, 0.9, 1}[random.nextInt(5)];
    DiskImage left = new DiskImage();
    for (Map.Entry<String, byte[]> file : now.files.entrySet()) {
      byte[] before = forced.files.get(file.getKey());
      if (before == null && random.nextInt(4) == 0) {
        continue; // its name was not forced
      }
      byte[] old = before == null ? new byte[0] : before;
      byte[] bytes = file.getValue().clone();
      for (int page = 0; page < bytes.length; page += PAGE) {
        int end = Math.min(page + PAGE, bytes.length);
        if (random.nextDouble() >= survival) {
          Arrays.fill(bytes, page, end, (byte) 0);
          System.arraycopy(
              old,
              Math.min(page, old.length),
              bytes,
              page,
              Math.max(0, Math.min(end, old.length) - page));
        }
      }
      left.files.put(file.getKey(), random.nextInt(3) == 0 ? cut(bytes, old, random) : bytes);
    }
    return left;
  }

  /** Not shorter than what was forced; that the file is sparse behind it does not count. */
  private static byte[] cut(byte[] bytes, byte[] forced, Random random) {
    int least = used(forced);
    return Arrays.copyOf(bytes, least + random.nextInt(bytes.length - least + 1));
  }

  static int used(byte[] bytes) {
    int used = bytes.length;
    while (used > 0 && bytes[used - 1] == 0) {
      used--;
    }
    return used;
  }

  int used(String file) {
    return used(bytes(file));
  }

  /** A disk that has lost or confused something. */
  void damage(Random random) {
    for (int times = 1 + random.nextInt(4); times > 0 && !queueFiles().isEmpty(); times--) {
      List<String> names = queueFiles();
      String name = names.get(random.nextInt(names.size()));
      byte[] bytes = bytes(name);
      int used = Math.max(1, used(bytes));
      switch (random.nextInt(6)) {
        case 0 -> flip(bytes, random.nextInt(used), random);
        case 1 -> files.put(name, Arrays.copyOf(bytes, random.nextInt(used)));
        case 2 -> zero(name, Math.max(0, used - 20_000), used);
        case 3 -> {
          if (random.nextInt(4) == 0) {
            files.remove(name);
          }
        }
        default -> {
          int page = random.nextInt(used) / PAGE * PAGE;
          zero(name, page, page + PAGE * (1 + random.nextInt(3)));
        }
      }
    }
    for (String name : List.copyOf(files.keySet())) {
      if (name.endsWith(".cq4t") && random.nextBoolean()) {
        random.nextBytes(bytes(name));
      }
    }
  }

  private static void flip(byte[] bytes, int at, Random random) {
    if (at < bytes.length) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
    }
  }

  void zero(String name, int from, int to) {
    byte[] bytes = bytes(name);
    Arrays.fill(bytes, Math.min(from, bytes.length), Math.min(to, bytes.length), (byte) 0);
  }

  void remove(String name) {
    files.remove(name);
  }

  void put(String name, byte[] bytes) {
    files.put(name, bytes);
  }

  byte[] bytes(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException(name);
    }
    return bytes;
  }

  /** Whether the entry with this text is there as it was, from the first byte of its head on. */
  boolean holds(DiskImage before, String queue, String text) {
    byte[] payload = text.getBytes(StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, byte[]> file : before.files.entrySet()) {
      if (file.getKey().startsWith(queue) && file.getKey().endsWith(".cq4")) {
        int at = indexOf(file.getValue(), payload);
        if (at >= 0) {
          byte[] now = files.get(file.getKey());
          int end = at + payload.length;
          int begin = at - EntryFormat.OVERHEAD;
          return now != null
              && now.length >= end
              && Arrays.equals(now, begin, end, file.getValue(), begin, end);
        }
      }
    }
    return false;
  }

  private static int indexOf(byte[] bytes, byte[] payload) {
    int last = bytes.length - payload.length;
    for (int at = QueueFile.FIRST_FRAME; at <= last; at += 4) {
      if (bytes[at] == payload[0]
          && Arrays.equals(bytes, at, at + payload.length, payload, 0, payload.length)) {
        return at;
      }
    }
    return -1;
  }
}
