package dev.clew.testkit.faults;

import java.io.IOException;
import java.nio.file.Path;

/** Decides before each operation whether it fails. */
@FunctionalInterface
public interface Fault {
  Fault NONE = (operation, path) -> {};

  /**
   * @throws IOException to let the operation fail; a write may have written a part by then
   */
  void before(Operation operation, Path path) throws IOException;

  /** Every operation of that kind fails. */
  static Fault always(Operation failing, String message) {
    return (operation, path) -> {
      if (operation == failing) {
        throw new IOException(path + ": " + message);
      }
    };
  }

  /** Nothing can be written or created any more. */
  static Fault diskFull() {
    return (operation, path) -> {
      switch (operation) {
        case CREATE, WRITE, MAKE_DIRECTORY ->
            throw new IOException(path + ": No space left on device");
        default -> {}
      }
    };
  }
}
