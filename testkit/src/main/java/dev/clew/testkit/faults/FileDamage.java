package dev.clew.testkit.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** What befalls files on a disk. Each changes the file and returns which bytes are concerned. */
public enum FileDamage {
  /** One bit of one byte. */
  FLIP {
    @Override
    Hit change(RandomAccessFile file, Random random) throws IOException {
      long at = random.nextLong(file.length());
      file.seek(at);
      int old = file.read();
      file.seek(at);
      file.write(old ^ (1 << random.nextInt(8)));
      return new Hit(at, at + 1);
    }
  },

  /** The end is missing. */
  TRUNCATE {
    @Override
    Hit change(RandomAccessFile file, Random random) throws IOException {
      long end = file.length();
      long at = random.nextLong(end);
      file.setLength(at);
      return new Hit(at, end);
    }
  },

  /** A page or less is zero, as after a power failure. */
  ZERO {
    @Override
    Hit change(RandomAccessFile file, Random random) throws IOException {
      long from = random.nextLong(file.length());
      int length = (int) Math.min(4096, file.length() - from);
      file.seek(from);
      file.write(new byte[length]);
      return new Hit(from, from + length);
    }
  },

  /** The file is gone. */
  DELETE {
    @Override
    Hit change(RandomAccessFile file, Random random) throws IOException {
      return new Hit(0, file.length());
    }
  };

  /** The bytes from {@code from} up to, but without, {@code to}. */
  public record Hit(long from, long to) {
    public boolean touches(long offset, long length) {
      return from < offset + length && offset < to;
    }
  }

  abstract Hit change(RandomAccessFile file, Random random) throws IOException;

  /** Damages a file that is not empty. */
  public Hit apply(Path path, Random random) throws IOException {
    Hit hit;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      hit = change(file, random);
    }
    if (this == DELETE) {
      Files.delete(path);
    }
    return hit;
  }

  /** Copies a directory with all its content. */
  public static void copy(Path from, Path to) throws IOException {
    try (var tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
