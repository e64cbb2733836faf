package dev.clew.packaging;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks a running appliance whether it is ready; exit code 0 when it is. For container health
 * checks.
 */
public final class HealthCheck {
  private HealthCheck() {}

  /**
   * @param arguments the port of the HTTP API, 8080 without one
   */
  public static void main(String[] arguments) {
    System.exit(isReady(arguments.length > 0 ? arguments[0] : "8080") ? 0 : 1);
  }

  private static boolean isReady(String port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/health/ready").toURL().openConnection();
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
