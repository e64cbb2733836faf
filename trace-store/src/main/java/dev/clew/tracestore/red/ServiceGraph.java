package dev.clew.tracestore.red;

import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.tracestore.otlp.SpanView;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who calls whom. A request is seen from both sides: the span of a client (or producer), and that
 * of the server (or consumer) that has it as its parent, links to it, or shares its span ID as
 * Zipkin's do. Whichever comes first waits for the other.
 *
 * <p>Not everybody has two sides. A server whose parent is a span of another service that is no
 * client was called by it all the same; then the durations are those of the server. The second
 * server of one client, and the second consumer of one message, find the client gone and know it
 * from {@link RecentSpans}. A database does not report spans, so a client span with database
 * attributes is an edge by itself; so is, after the wait, a client span that names its peer or a
 * consumer that names its queue.
 *
 * <p>Not thread-safe.
 */
final class ServiceGraph {
  private static final String PLAIN = "";
  private static final String MESSAGING = "messaging_system";
  private static final String DATABASE = "database";
  private static final String VIRTUAL = "virtual_node";

  /** The client of a request that comes from outside. */
  private static final String USER = "user";

  private final double[] bounds;
  private final int maxEdges;
  private final int maxPending;
  private final RecentSpans recent;
  private final Map<Edge.Key, Edge> edges = new HashMap<>();

  /** Oldest first; halves that wait for the same span are chained. */
  private final LinkedHashMap<HalfEdge.Key, HalfEdge> pending = new LinkedHashMap<>();

  private final HalfEdge.Key asked = new HalfEdge.Key();
  private int waiting;

  /** Of the span that is taken. */
  private long ofTrace;

  private long dropped;

  ServiceGraph(RedConfig config, double[] bounds, RecentSpans recent) {
    this.bounds = bounds;
    this.maxEdges = config.maxEdges();
    this.maxPending = config.maxPending();
    this.recent = recent;
  }

  Collection<Edge> edges() {
    return Collections.unmodifiableCollection(edges.values());
  }

  /** Half edges that gave up early to make room for newer ones. */
  long dropped() {
    return dropped;
  }

  /**
   * Takes a span that {@link RecentSpans} has not seen before, and has now.
   *
   * @param ofTrace as from {@link RecentSpans#ofTrace}
   */
  void add(String service, SpanView span, long ofTrace, double weight, long receivedNanos) {
    this.ofTrace = ofTrace;
    switch (span.kind()) {
      case CLIENT, PRODUCER -> calls(service, span, weight, receivedNanos);
      case SERVER, CONSUMER -> {
        isCalled(service, span, weight, receivedNanos);
        answerWaiting(service, span);
      }
      case INTERNAL, UNSPECIFIED -> answerWaiting(service, span);
    }
  }

  private static HalfEdge.Facts facts(SpanView span, double weight, long receivedNanos) {
    return new HalfEdge.Facts(
        span.spanId(),
        span.status() == SpanStatus.ERROR,
        span.durationNanos() / 1e9,
        weight,
        span.endNanos(),
        receivedNanos);
  }

  private void calls(String service, SpanView span, double weight, long receivedNanos) {
    PeerNames.Sort sort = PeerNames.sort(span.attributes());
    boolean database = sort == PeerNames.Sort.DATABASE;
    String type = span.kind() == SpanKind.PRODUCER ? MESSAGING : PLAIN;
    HalfEdge half =
        new HalfEdge(
            true,
            service,
            PeerNames.name(span.attributes(), sort),
            database ? DATABASE : type,
            facts(span, weight, receivedNanos));
    HalfEdge.Key own = asked.set(span.traceIdHigh(), span.traceIdLow(), span.spanId());
    boolean met = meetServers(own, half);
    met |= meetServerOfSameId(service, span, half);
    if (met) {
      return;
    }
    if (database) {
      alone(half, DATABASE);
    } else {
      await(own.set(span.traceIdHigh(), span.traceIdLow(), span.spanId()), half);
    }
  }

  /** The servers that came before their client. */
  private boolean meetServers(HalfEdge.Key key, HalfEdge client) {
    HalfEdge first = pending.get(key);
    if (first == null || first.client) {
      return false;
    }
    remove(key);
    for (HalfEdge server = first; server != null; server = server.next) {
      pair(key, client, server);
    }
    return true;
  }

  private boolean meetServerOfSameId(String service, SpanView span, HalfEdge client) {
    if (!recent.find(ofTrace, span.spanId(), RecentSpans.CALLED)) {
      return false;
    }
    String server = recent.foundService();
    boolean failed = recent.foundFailed();
    HalfEdge.Key parent = asked.set(span.traceIdHigh(), span.traceIdLow(), span.parentSpanId());
    HalfEdge waits = take(parent, span.spanId());
    if (waits != null) {
      pair(parent, client, waits);
    } else if (!server.equals(service)) {
      seen(
          service,
          server,
          client.connectionType.equals(MESSAGING) ? MESSAGING : PLAIN,
          failed || client.failed,
          client);
    }
    return true;
  }

  private void isCalled(String service, SpanView span, double weight, long receivedNanos) {
    boolean consumer = span.kind() == SpanKind.CONSUMER;
    int links = consumer ? span.links() : 0;
    HalfEdge.Facts facts = facts(span, weight, receivedNanos);
    String peer =
        consumer && links <= 1 ? PeerNames.name(span.attributes(), PeerNames.Sort.QUEUE) : "";
    String type = consumer ? MESSAGING : PLAIN;
    if (recent.find(ofTrace, span.spanId(), RecentSpans.CALLERS)) {
      HalfEdge half = new HalfEdge(false, service, peer, type, facts);
      join(asked.set(span.traceIdHigh(), span.traceIdLow(), span.spanId()), half);
      return;
    }
    long parent = span.parentSpanId() == span.spanId() ? 0 : span.parentSpanId();
    if (parent != 0) {
      HalfEdge half = new HalfEdge(false, service, peer, type, facts);
      join(asked.set(span.traceIdHigh(), span.traceIdLow(), parent), half);
    }
    boolean linked = false;
    for (int i = 0; i < links; i++) {
      HalfEdge.Key link = asked.set(span.linkTraceHigh(i), span.linkTraceLow(i), span.linkSpan(i));
      boolean isParent =
          link.spanId == parent
              && link.traceIdLow == span.traceIdLow()
              && link.traceIdHigh == span.traceIdHigh();
      if (link.spanId != 0 && !isParent) {
        linked = true;
        join(link, new HalfEdge(false, service, peer, type, facts));
      }
    }
    if (parent == 0 && !linked) {
      alone(new HalfEdge(false, service, peer, type, facts), VIRTUAL);
    }
  }

  /** Brings the server's side to the span that called it. */
  private void join(HalfEdge.Key key, HalfEdge server) {
    HalfEdge first = pending.get(key);
    if (first != null && first.client) {
      remove(key);
      pair(key, first, server);
    } else if (isKnown(key)) {
      String caller = recent.foundService();
      // A parent in the same service that is no client is a step within it.
      if (recent.foundCaller() || !caller.equals(server.service)) {
        boolean failed = server.failed || (recent.foundCaller() && recent.foundFailed());
        seen(caller, server.service, server.connectionType, failed, server);
      }
    } else {
      await(key, server);
    }
  }

  /** Of two spans that share the ID, it is the client that calls. */
  private boolean isKnown(HalfEdge.Key key) {
    long trace = RecentSpans.ofTrace(key.traceIdHigh, key.traceIdLow);
    return recent.find(trace, key.spanId, RecentSpans.CALLERS)
        || recent.find(trace, key.spanId, RecentSpans.ANY);
  }

  /** Servers may have waited for a span that turns out to be no client's. */
  private void answerWaiting(String service, SpanView span) {
    HalfEdge.Key key = asked.set(span.traceIdHigh(), span.traceIdLow(), span.spanId());
    HalfEdge first = pending.get(key);
    if (first == null || first.client) {
      return;
    }
    remove(key);
    for (HalfEdge server = first; server != null; server = server.next) {
      if (!server.service.equals(service)) {
        seen(service, server.service, server.connectionType, server.failed, server);
      }
    }
  }

  private void await(HalfEdge.Key key, HalfEdge half) {
    HalfEdge first = pending.get(key);
    if (first == null) {
      pending.put(key.copy(), half);
    } else if (first.client || half.client) {
      // Two clients of one ID: the second says nothing new.
      return;
    } else {
      half.next = first.next;
      first.next = half;
    }
    waiting++;
    while (waiting > maxPending) {
      HalfEdge oldest = pending.firstEntry().getValue();
      int before = waiting;
      remove(pending.firstEntry().getKey());
      dropped += before - waiting;
      giveUp(oldest);
    }
  }

  private @Nullable HalfEdge remove(HalfEdge.Key key) {
    HalfEdge first = pending.remove(key);
    for (HalfEdge half = first; half != null; half = half.next) {
      waiting--;
    }
    return first;
  }

  /** The half of a server with that ID, which no longer waits then. */
  private @Nullable HalfEdge take(HalfEdge.Key key, long spanId) {
    HalfEdge before = null;
    for (HalfEdge half = pending.get(key); half != null; half = half.next) {
      if (!half.client && half.spanId == spanId) {
        if (before != null) {
          before.next = half.next;
        } else if (half.next != null) {
          pending.replace(key, half.next);
        } else {
          pending.remove(key);
        }
        waiting--;
        return half;
      }
      before = half;
    }
    return null;
  }

  private void pair(HalfEdge.Key key, HalfEdge client, HalfEdge server) {
    String type = client.connectionType.isEmpty() ? server.connectionType : MESSAGING;
    HalfEdge later = client.receivedNanos > server.receivedNanos ? client : server;
    Edge edge = edge(client.service, server.service, type, later.receivedNanos);
    count(edge, client.failed || server.failed, server.weight);
    edge.serverSeconds.add(server.seconds, server.weight);
    edge.clientSeconds.add(client.seconds, server.weight);
    if (!edge.slowest.present || server.seconds > edge.slowest.seconds) {
      edge.slowest.set(
          key.traceIdHigh, key.traceIdLow, client.spanId, server.endNanos, server.seconds);
    }
  }

  /** An edge of which one side is here and the other is known by its service alone. */
  private void seen(String client, String server, String type, boolean failed, HalfEdge half) {
    Edge edge = edge(client, server, type, half.receivedNanos);
    count(edge, failed, half.weight);
    edge.serverSeconds.add(half.seconds, half.weight);
    edge.clientSeconds.add(half.seconds, half.weight);
  }

  /** An edge of which only one side ever reports. */
  private void alone(HalfEdge half, String type) {
    String peer = half.peer.isEmpty() ? USER : half.peer;
    seen(
        half.client ? half.service : peer,
        half.client ? peer : half.service,
        type,
        half.failed,
        half);
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

  /**
   * Ends the wait of half edges received before the first instant, and forgets edges without a
   * request since the second. Those that wait for the same span give up with the first of them.
   */
  void expire(long pairsBeforeNanos, long idleBeforeNanos) {
    edges.values().removeIf(edge -> edge.lastNanos < idleBeforeNanos);
    while (!pending.isEmpty()) {
      HalfEdge oldest = pending.firstEntry().getValue();
      if (oldest.receivedNanos >= pairsBeforeNanos) {
        break;
      }
      remove(pending.firstEntry().getKey());
      giveUp(oldest);
    }
  }

  /** What is known of requests whose other side never came. */
  private void giveUp(HalfEdge first) {
    for (HalfEdge half = first; half != null; half = half.next) {
      if (!half.peer.isEmpty()) {
        alone(half, VIRTUAL);
      }
    }
  }

  void restore(Edge edge) {
    edges.put(edge.key, edge);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(edges.size());
    for (Edge edge : edges.values()) {
      edge.write(out);
    }
    out.writeInt(waiting);
    for (Map.Entry<HalfEdge.Key, HalfEdge> entry : pending.entrySet()) {
      for (HalfEdge half = entry.getValue(); half != null; half = half.next) {
        half.write(entry.getKey(), out);
      }
    }
  }

  void restore(DataInput in, int version) throws IOException {
    for (int i = in.readInt(); i > 0; i--) {
      restore(Edge.read(in, bounds));
    }
    for (int i = in.readInt(); i > 0; i--) {
      HalfEdge.Key key = new HalfEdge.Key();
      HalfEdge half = HalfEdge.read(in, key, version);
      HalfEdge first = pending.putIfAbsent(key, half);
      HalfEdge last = first;
      while (last != null && last.next != null) {
        last = last.next;
      }
      if (last != null) {
        last.next = half;
      }
      waiting++;
    }
  }

  int size() {
    return edges.size();
  }

  /** Says that no edge is new any more. */
  void settled() {
    edges.values().forEach(edge -> edge.fresh = false);
  }
}
