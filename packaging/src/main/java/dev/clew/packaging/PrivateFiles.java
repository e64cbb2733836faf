package dev.clew.packaging;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is stored from the other users of the machine: directories 0700, files 0600. What is
 * created later is protected by the directory above it, and by the umask that {@code clew-server}
 * sets; what is there from an earlier version, or was restored, is tightened at the start.
 */
final class PrivateFiles {
  private static final Logger logger = LoggerFactory.getLogger(PrivateFiles.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /**
   * Creates the directory when needed, and takes from others what they may do below it. Links are
   * not followed. What belongs to somebody else cannot be changed, and stays as it is.
   *
   * @throws IOException when the directory cannot be created or read
   */
  static void protect(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    if (Files.getFileAttributeView(real, PosixFileAttributeView.class) == null) {
      return; // a file system without such permissions
    }
    Tightening tightening = new Tightening();
    Files.walkFileTree(real, tightening);
    if (tightening.changed > 0) {
      logger.info(
          "{} could be read or changed by other users: {} files and directories in it are now for"
              + " this one only",
          real,
          tightening.changed);
    }
    if (tightening.refused > 0) {
      logger.warn(
          "{}: {} files and directories can be read or changed by other users, and belong to"
              + " somebody else, so that this cannot be changed here",
          real,
          tightening.refused);
    }
  }

  private static final class Tightening extends SimpleFileVisitor<Path> {
    private int changed;
    private int refused;

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      tighten(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        tighten(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      logger.debug("Cannot look at {}", file, cause); // gone, or somebody else's
      return FileVisitResult.CONTINUE;
    }

    private void tighten(Path path) {
      try {
        PosixFileAttributes now =
            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> wanted = EnumSet.noneOf(PosixFilePermission.class);
        wanted.addAll(now.permissions());
        wanted.retainAll(OWNER_ONLY);
        if (!wanted.equals(now.permissions())) {
          Files.setPosixFilePermissions(path, wanted);
          changed++;
        }
      } catch (IOException e) {
        logger.debug("Cannot tighten {}", path, e);
        refused++;
      }
    }
  }
}
