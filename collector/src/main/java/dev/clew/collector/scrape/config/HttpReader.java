package dev.clew.collector.scrape.config;

import dev.clew.collector.scrape.config.HttpConfig.Authorization;
import dev.clew.collector.scrape.config.HttpConfig.Secret;
import dev.clew.collector.scrape.config.HttpConfig.Tls;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the keys about HTTP that stand in the same section as others. */
final class HttpReader {
  private static final String NO_PROXY =
      "proxies are not supported (expected: a direct connection)";

  /** Keys of Prometheus' HTTP configuration that are not supported, and why. */
  static final Map<String, String> REFUSED =
      Map.of(
          "oauth2", "OAuth 2 is not supported (expected: basic_auth or authorization)",
          "proxy_url", NO_PROXY,
          "no_proxy", NO_PROXY,
          "proxy_from_environment", NO_PROXY,
          "proxy_connect_header", NO_PROXY);

  private final YamlSection section;
  private final Path directory;

  /**
   * @param directory what relative paths are relative to
   */
  HttpReader(YamlSection section, Path directory) {
    this.section = section;
    this.directory = directory;
  }

  HttpConfig read() throws ScrapeFileException {
    return new HttpConfig(
        authorization(),
        tls(),
        section.flag("follow_redirects", true),
        section.flag("enable_http2", true),
        section.flag("enable_compression", true),
        headers());
  }

  private @Nullable Authorization authorization() throws ScrapeFileException {
    YamlSection basic = section.section("basic_auth");
    YamlSection other = section.section("authorization");
    Secret bearer = secret(section, "bearer_token");
    if ((basic == null ? 0 : 1) + (other == null ? 0 : 1) + (bearer == null ? 0 : 1) > 1) {
      throw section.error(
          "authorization",
          section.path("authorization")
              + ": stands beside other credentials (expected: at most one of basic_auth,"
              + " authorization and bearer_token)");
    }
    if (basic != null) {
      Secret user = secret(basic, "username");
      Secret password = secret(basic, "password");
      basic.finish();
      Secret none = new Secret("", null);
      return new Authorization.Basic(
          user == null ? none : user, password == null ? none : password);
    }
    if (other != null) {
      String type = other.text("type", "Bearer").strip();
      Secret credentials = secret(other, "credentials");
      other.finish();
      if (type.equalsIgnoreCase("basic")) {
        throw other.error(
            "type", other.path("type") + ": \"" + type + "\" (expected: basic_auth for it)");
      }
      return new Authorization.Credentials(
          type, credentials == null ? new Secret("", null) : credentials);
    }
    return bearer == null ? null : new Authorization.Credentials("Bearer", bearer);
  }

  /** A key, or the same with _file; null when neither is there. */
  private @Nullable Secret secret(YamlSection in, String key) throws ScrapeFileException {
    String text = in.text(key);
    Path file = path(in, key + "_file");
    if (text != null && file != null) {
      throw in.error(
          key, in.path(key) + ": stands beside " + key + "_file (expected: one of them)");
    }
    return text == null && file == null ? null : new Secret(text == null ? "" : text, file);
  }

  private @Nullable Path path(YamlSection in, String key) throws ScrapeFileException {
    String text = in.text(key);
    return text == null || text.isEmpty() ? null : directory.resolve(text);
  }

  private Tls tls() throws ScrapeFileException {
    YamlSection tls = section.section("tls_config");
    if (tls == null) {
      return Tls.DEFAULT;
    }
    Tls read =
        new Tls(
            path(tls, "ca_file"),
            path(tls, "cert_file"),
            path(tls, "key_file"),
            tls.flag("insecure_skip_verify", false));
    if ((read.certificate() == null) != (read.key() == null)) {
      throw tls.error(
          "cert_file", tls.path("cert_file") + ": needs key_file (expected: both or none)");
    }
    String inline = "texts in the configuration are not supported (expected: the file)";
    tls.finish(
        Map.of(
            "ca",
            inline,
            "cert",
            inline,
            "key",
            inline,
            "server_name",
            "not supported (expected: the name of the address is in the certificate)",
            "min_version",
            "not supported (expected: TLS 1.2 and 1.3 are used)",
            "max_version",
            "not supported (expected: TLS 1.2 and 1.3 are used)"));
    return read;
  }

  private Map<String, List<String>> headers() throws ScrapeFileException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    YamlSection all = section.section("http_headers");
    if (all != null) {
      for (String name : all.keys()) {
        YamlSection header = all.section(name);
        if (header != null) {
          List<String> values = new java.util.ArrayList<>(header.texts("values"));
          values.addAll(header.texts("secrets"));
          header.finish(Map.of("files", "not supported (expected: values or secrets)"));
          headers.put(name, List.copyOf(values));
        }
      }
    }
    return headers;
  }
}
