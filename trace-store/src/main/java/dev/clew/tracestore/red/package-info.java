/**
 * Request rate, errors and duration (RED) from spans, and the graph of who calls whom, under the
 * names that Grafana's tools ask for. Start here: {@link dev.clew.tracestore.red.SpanMetrics}.
 *
 * <p>State, as committed with the trace store's files ({@link
 * dev.clew.tracestore.red.SpanMetrics#snapshot}); big-endian, text as {@code DataOutput.writeUTF}:
 *
 * <pre>
 * int     magic 0x434C5245 ("CLRE")
 * byte    version 2
 * int     number of bucket bounds, then each as double
 * int     number of span series, then for each:
 *           text service, text span name, byte kind, byte status, double calls, histogram,
 *           long started (ns), long last received (ns)
 * int     number of span series that have lost their place and are to be written once more, each
 *           as above
 * int     number of services with more operations than room, then for each:
 *           text service, long spans counted under other
 * int     number of edges, then for each:
 *           text client, text server, text connection type, double requests, double failed,
 *           histogram of the server, histogram of the client, long started, long last received
 * int     number of half edges, then for each:
 *           3 longs trace ID and span ID, text service, text peer, text connection type,
 *           byte flags (1: from the client, 2: failed), double seconds, double weight,
 *           long received (ns), long own span ID, long end (ns)
 * then the recent spans ({@link dev.clew.tracestore.red.RecentSpans}), two generations of:
 *           long started (ns), int number of services, each as text, int number of spans, each as
 *           long hash, int facts
 *
 * histogram: double sum, then number of bounds + 1 counts as double (not cumulative)
 * </pre>
 *
 * <p>Version 1 is read, too: it has no lists after the span series, no recent spans, and half edges
 * end with the time of receipt.
 */
@NullMarked
package dev.clew.tracestore.red;

import org.jspecify.annotations.NullMarked;
