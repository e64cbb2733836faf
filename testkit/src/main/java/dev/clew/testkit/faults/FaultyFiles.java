package dev.clew.testkit.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A directory whose files fail on command. Give {@link #root} to the code under test in place of
 * the real directory. Files that are written through memory mappings are not watched. Thread-safe.
 *
 * <p>A power failure leaves what POSIX promises and nothing else: of a file, the bytes of its last
 * force, perhaps with a part of what was written since; of a directory, the names of its last force
 * or the present ones. Which of them, the random number generator chooses.
 */
public final class FaultyFiles {
  private final FaultyFileSystem fileSystem;
  private final Disk disk;

  private FaultyFiles(Path real) {
    disk = new Disk(real);
    fileSystem = new FaultyFileSystem(real, disk);
  }

  /**
   * @param real an empty directory
   */
  public static FaultyFiles over(Path real) throws IOException {
    try (var children = Files.list(real)) {
      if (children.findAny().isPresent()) {
        throw new IllegalArgumentException("real: " + real + " (expected: an empty directory)");
      }
    }
    return new FaultyFiles(real.toRealPath());
  }

  /** The directory as the code under test sees it. */
  public Path root() {
    return fileSystem.root();
  }

  /** From now on, until the next call; {@link Fault#NONE} mends everything. */
  public void fault(Fault fault) {
    disk.fault(fault);
  }

  /** How many changing operations there have been so far. */
  public int changes() {
    return disk.changes();
  }

  /**
   * Every operation fails from that one on, as if the machine had gone; {@link #powerFailure}
   * brings it back.
   *
   * @param changes the number of {@link #changes} that are still done
   */
  public void stopAfter(int changes) {
    disk.stopAfter(changes);
  }

  /** Whether the machine has gone. */
  public boolean stopped() {
    return disk.stopped();
  }

  /**
   * Takes away what was not forced. Channels that are open stay unusable; the code under test has
   * to be opened anew.
   */
  public void powerFailure(Random random) throws IOException {
    disk.powerFailure(random);
  }
}
