package dev.clew.tracestore.red;

import dev.clew.tracestore.otlp.AttributeSlices;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a client's attributes call its peer, and whether that is a database or a queue. */
final class PeerNames {
  /** What kind of thing is called. */
  enum Sort {
    SERVICE,
    QUEUE,
    DATABASE
  }

  /** What says so; what names it best comes first. A URL counts for its host. */
  private static final List<String> DATABASE =
      List.of(
          "peer.service",
          "db.namespace",
          "db.name",
          "db.system.name",
          "db.system",
          "server.address",
          "net.peer.name",
          "network.peer.address",
          "db.collection.name",
          "db.sql.table");

  private static final List<String> QUEUE =
      List.of(
          "peer.service",
          "messaging.destination.name",
          "messaging.destination",
          "messaging.destination_publish.name",
          "messaging.system",
          "server.address",
          "net.peer.name");

  private static final List<String> SERVICE =
      List.of(
          "peer.service",
          "server.address",
          "net.peer.name",
          "url.full",
          "http.url",
          "http.host",
          "network.peer.address",
          "net.peer.ip",
          "net.sock.peer.addr",
          "rpc.service");

  private static final byte[][] DATABASE_KEYS = utf8(DATABASE);
  private static final byte[][] QUEUE_KEYS = utf8(QUEUE);
  private static final byte[][] SERVICE_KEYS = utf8(SERVICE);
  private static final byte[] DATABASE_PREFIX = utf8("db.");
  private static final byte[] QUEUE_PREFIX = utf8("messaging.");

  /** The name of a database of which nothing but a statement is known. */
  private static final String SOME_DATABASE = "database";

  private PeerNames() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[][] utf8(List<String> texts) {
    return texts.stream().map(PeerNames::utf8).toArray(byte[][]::new);
  }

  static Sort sort(AttributeSlices attributes) {
    boolean queue = false;
    for (int i = 0; i < attributes.size(); i++) {
      if (begins(attributes, i, DATABASE_PREFIX)) {
        return Sort.DATABASE;
      }
      queue |= begins(attributes, i, QUEUE_PREFIX);
    }
    return queue ? Sort.QUEUE : Sort.SERVICE;
  }

  private static boolean begins(AttributeSlices attributes, int index, byte[] prefix) {
    int from = attributes.keyOffset(index);
    return attributes.keyLength(index) > prefix.length
        && Arrays.equals(attributes.array(), from, from + prefix.length, prefix, 0, prefix.length);
  }

  /** Empty when nothing says it. */
  static String name(AttributeSlices attributes, Sort sort) {
    return switch (sort) {
      case DATABASE -> {
        String name = first(attributes, DATABASE_KEYS);
        yield name.isEmpty() ? SOME_DATABASE : name;
      }
      case QUEUE -> first(attributes, QUEUE_KEYS);
      case SERVICE -> first(attributes, SERVICE_KEYS);
    };
  }

  private static String first(AttributeSlices attributes, byte[][] keys) {
    for (byte[] key : keys) {
      int index = attributes.find(key);
      if (index >= 0) {
        String text = attributes.text(index).strip();
        String name = text.contains("://") ? host(text) : text;
        if (!name.isEmpty()) {
          return ServiceGraph.cut(name);
        }
      }
    }
    return "";
  }

  /** The host of a URL, without user, port, path and query; of an IPv6 address without brackets. */
  static String host(String url) {
    int start = url.indexOf("://") + 3;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    authority = authority.substring(authority.lastIndexOf('@') + 1);
    int bracket = authority.indexOf(']');
    if (authority.startsWith("[") && bracket > 0) {
      return authority.substring(1, bracket);
    }
    int port = authority.indexOf(':');
    return port < 0 ? authority : authority.substring(0, port);
  }
}
