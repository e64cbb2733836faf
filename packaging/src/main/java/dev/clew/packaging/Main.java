package dev.clew.packaging;

import dev.clew.packaging.config.ConfigException;
import dev.clew.packaging.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The process: reads the configuration, starts the appliance, stops it on SIGTERM. */
public final class Main {
  private static final Logger logger = LoggerFactory.getLogger(Main.class);

  /** Exit code for a wrong command line or configuration, as sysexits.h has it for usage errors. */
  private static final int USAGE_ERROR = 64;

  private Main() {}

  public static void main(String[] arguments) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    try {
      CommandLine commandLine = CommandLine.parse(arguments);
      if (commandLine.help()) {
        System.out.print(CommandLine.USAGE);
        return;
      }
      if (commandLine.verify()) {
        System.exit(verify(commandLine));
      }
      run(commandLine);
    } catch (ConfigException e) {
      System.err.println("clew: " + e.getMessage());
      System.exit(USAGE_ERROR);
    } catch (UncheckedIOException e) {
      // A taken port, a directory in use: the message says all, a stack trace would hide it.
      System.err.println("clew: " + e.getMessage());
      System.exit(1);
    } catch (RuntimeException e) {
      logger.error("cannot start", e);
      System.exit(1);
    }
  }

  private static ApplianceConfig config(CommandLine commandLine) {
    Path file = commandLine.config();
    Map<String, Object> written = file == null ? Map.of() : ConfigFile.read(file);
    return ApplianceConfig.read(written, System.getenv(), commandLine.data());
  }

  private static int verify(CommandLine commandLine) {
    try {
      return new Verify(config(commandLine), System.out).run();
    } catch (IOException e) {
      System.err.println("clew: " + e.getMessage());
      return USAGE_ERROR;
    }
  }

  private static void run(CommandLine commandLine) {
    ApplianceConfig config = config(commandLine);
    Appliance appliance = Appliance.start(config, RehearsedClock.ofSystem());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(appliance), "stop"));
  }

  /** Runs as shutdown hook. A clean stop is success, also when a signal asked for it. */
  private static void stop(Appliance appliance) {
    try {
      appliance.close();
      logger.info("Clew has stopped; everything received is on disk");
      Runtime.getRuntime().halt(0);
    } catch (RuntimeException e) {
      logger.error("not stopped cleanly", e);
      Runtime.getRuntime().halt(1);
    }
  }
}
