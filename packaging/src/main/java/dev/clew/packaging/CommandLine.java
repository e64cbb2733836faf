package dev.clew.packaging;

import dev.clew.packaging.config.ConfigException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param config the configuration file, or null for defaults
 * @param data the data directory, or null for the configured one
 * @param verify whether the data is to be read and reported on instead of starting
 */
record CommandLine(@Nullable Path config, @Nullable Path data, boolean help, boolean verify) {
  static final String USAGE =
      """
      Usage: clew-server [verify] [--config FILE] [--data DIR]

        verify         read everything in the data directory of an appliance that does not run,
                       print what is damaged and change nothing; exit code 0 when all is sound,
                       1 when something is damaged, 64 when it cannot be read

        --config FILE  YAML configuration; every key is also an environment variable
                       (collector.grpc_port is CLEW_COLLECTOR_GRPC_PORT)
        --data DIR     where everything is kept (default: data)
      """;

  /**
   * @throws ConfigException when an argument is unknown or lacks its value
   */
  static CommandLine parse(String... arguments) {
    Path config = null;
    Path data = null;
    boolean help = false;
    boolean verify = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--config" -> config = value(arguments, ++i, "--config");
        case "--data" -> data = value(arguments, ++i, "--data");
        case "--help", "-h" -> help = true;
        case "verify" -> verify = true;
        default ->
            throw new ConfigException(
                "unknown argument: "
                    + arguments[i]
                    + " (expected: verify, --config FILE, --data DIR or --help)");
      }
    }
    return new CommandLine(config, data, help, verify);
  }

  private static Path value(String[] arguments, int index, String option) {
    if (index >= arguments.length) {
      throw new ConfigException(option + ": a value is missing");
    }
    return Path.of(arguments[index]);
  }
}
