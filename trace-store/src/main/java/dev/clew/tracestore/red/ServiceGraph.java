package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.tracestore.otlp.AttributeSlices;
import dev.clew.tracestore.otlp.SpanView;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who calls whom: pairs the span of a client (or producer) with the span of the server (or
 * consumer) that has it as its parent. A database does not report spans, so a client span with
 * database attributes is an edge by itself; so is, after the wait, a client span that names its
 * peer. Not thread-safe.
 */
final class ServiceGraph {
  private static final String PLAIN = "";
  private static final String MESSAGING = "messaging_system";
  private static final String DATABASE = "database";
  private static final String VIRTUAL = "virtual_node";

  /** The client of a request that comes from outside. */
  private static final String USER = "user";

  private static final byte[][] DATABASE_SYSTEM = {utf8("db.system.name"), utf8("db.system")};

  /** What names a database best comes first. */
  private static final byte[][] DATABASE_NAME = {
    utf8("peer.service"),
    utf8("db.namespace"),
    utf8("db.name"),
    utf8("db.system.name"),
    utf8("db.system")
  };

  private static final byte[][] PEER_NAME = {
    utf8("peer.service"), utf8("server.address"), utf8("net.peer.name")
  };

  private final double[] bounds;
  private final int maxEdges;
  private final int maxPending;
  private final Map<Edge.Key, Edge> edges = new HashMap<>();
  private final LinkedHashMap<HalfEdge.Key, HalfEdge> pending = new LinkedHashMap<>();
  private long dropped;

  ServiceGraph(RedConfig config, double[] bounds) {
    this.bounds = bounds;
    this.maxEdges = config.maxEdges();
    this.maxPending = config.maxPending();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Collection<Edge> edges() {
    return Collections.unmodifiableCollection(edges.values());
  }

  Collection<HalfEdge> pending() {
    return Collections.unmodifiableCollection(pending.values());
  }

  /** Half edges that gave up early to make room for newer ones. */
  long dropped() {
    return dropped;
  }

  /** Takes a span; only those of clients, servers, producers and consumers matter. */
  void add(String service, SpanView span, double weight, long receivedNanos) {
    SpanKind kind = span.kind();
    boolean client = kind == SpanKind.CLIENT || kind == SpanKind.PRODUCER;
    if (!client && kind != SpanKind.SERVER && kind != SpanKind.CONSUMER) {
      return;
    }
    String type = kind == SpanKind.PRODUCER || kind == SpanKind.CONSUMER ? MESSAGING : PLAIN;
    String peer = "";
    if (client) {
      boolean database = !first(span.attributes(), DATABASE_SYSTEM).isEmpty();
      peer = cut(first(span.attributes(), database ? DATABASE_NAME : PEER_NAME));
      type = database ? DATABASE : type;
    }
    HalfEdge half =
        new HalfEdge(
            new HalfEdge.Key(
                span.traceIdHigh(),
                span.traceIdLow(),
                client ? span.spanId() : span.parentSpanId()),
            client,
            service,
            peer,
            type,
            span.status() == SpanStatus.ERROR,
            span.durationNanos() / 1e9,
            weight,
            receivedNanos);
    if (type.equals(DATABASE)) {
      alone(half, DATABASE);
    } else if (client || span.parentSpanId() != 0) {
      pair(half, span.endNanos());
    } else if (kind == SpanKind.SERVER) {
      alone(half, VIRTUAL);
    }
  }

  private void pair(HalfEdge half, long endNanos) {
    HalfEdge other = pending.get(half.key());
    if (other != null && other.client() != half.client()) {
      pending.remove(half.key());
      HalfEdge client = half.client() ? half : other;
      HalfEdge server = half.client() ? other : half;
      String type = client.connectionType().isEmpty() ? server.connectionType() : MESSAGING;
      Edge edge = edge(client.service(), server.service(), type, half.receivedNanos());
      count(edge, client.failed() || server.failed(), half.weight());
      edge.serverSeconds.add(server.seconds(), half.weight());
      edge.clientSeconds.add(client.seconds(), half.weight());
      if (!edge.slowest.present || server.seconds() > edge.slowest.seconds) {
        HalfEdge.Key key = half.key();
        edge.slowest.set(
            key.traceIdHigh(), key.traceIdLow(), key.spanId(), endNanos, server.seconds());
      }
    } else if (pending.putIfAbsent(half.key(), half) == null && pending.size() > maxPending) {
      dropped++;
      giveUp(pending.pollFirstEntry().getValue());
    }
  }

  /** An edge of which only one side ever reports. */
  private void alone(HalfEdge half, String type) {
    String client = half.client() ? half.service() : USER;
    String server = half.client() ? half.peer() : half.service();
    Edge edge = edge(client, server, type, half.receivedNanos());
    count(edge, half.failed(), half.weight());
    edge.serverSeconds.add(half.seconds(), half.weight());
    edge.clientSeconds.add(half.seconds(), half.weight());
  }

  private static void count(Edge edge, boolean failed, double weight) {
    edge.requests += weight;
    edge.failed += failed ? weight : 0;
  }

  private Edge edge(String client, String server, String type, long receivedNanos) {
    Edge.Key key = new Edge.Key(client, server, type);
    Edge edge = edges.get(key);
    if (edge == null) {
      if (edges.size() >= maxEdges) {
        key = new Edge.Key(SpanSeriesTable.OTHER, SpanSeriesTable.OTHER, type);
      }
      edge = edges.computeIfAbsent(key, k -> new Edge(k, bounds));
    }
    if (edge.startNanos == 0) {
      edge.startNanos = receivedNanos;
      edge.fresh = true;
    }
    edge.lastNanos = receivedNanos;
    return edge;
  }

  static String cut(String name) {
    return name.length() <= SpanSeriesTable.LONGEST_NAME
        ? name
        : name.substring(0, SpanSeriesTable.LONGEST_NAME);
  }

  private static String first(AttributeSlices attributes, byte[][] keys) {
    for (byte[] key : keys) {
      int index = attributes.find(key);
      if (index >= 0) {
        String text = attributes.text(index);
        if (!text.isEmpty()) {
          return text;
        }
      }
    }
    return "";
  }

  /**
   * Ends the wait of half edges received before the first instant, and forgets edges without a
   * request since the second.
   */
  void expire(long pairsBeforeNanos, long idleBeforeNanos) {
    edges.values().removeIf(edge -> edge.lastNanos < idleBeforeNanos);
    var oldest = pending.values().iterator();
    while (oldest.hasNext()) {
      HalfEdge half = oldest.next();
      if (half.receivedNanos() >= pairsBeforeNanos) {
        break;
      }
      oldest.remove();
      giveUp(half);
    }
  }

  /** What is known of a request whose other side never came. */
  private void giveUp(HalfEdge half) {
    if (half.client() && !half.peer().isEmpty()) {
      alone(half, VIRTUAL);
    }
  }

  void restore(Edge edge) {
    edges.put(edge.key, edge);
  }

  void restore(HalfEdge half) {
    pending.put(half.key(), half);
  }
}
