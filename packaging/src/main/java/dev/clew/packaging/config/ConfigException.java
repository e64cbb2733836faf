package dev.clew.packaging.config;

/**
 * The configuration cannot be used; the message names the key, what was wrong and what is right.
 */
public class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
