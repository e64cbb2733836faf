/**
 * A log corpus in files: written once, read by every benchmark. Start here: {@link
 * dev.clew.benchmarks.corpus.WriteCorpus}.
 *
 * <p>A corpus is a directory of two files. {@code logs.otlp} holds {@code ExportLogsServiceRequest}
 * messages of opentelemetry-proto, each behind its length as a varint (what protobuf calls
 * delimited), in the order in which they were sent; {@code logs.otlp.zst} is the same as one zstd
 * stream. {@code corpus.properties} says how it was made and what is in it: {@code records}, {@code
 * requests}, {@code otlp_bytes} (of the messages, uncompressed, without their lengths), {@code
 * body_bytes} (of the bodies alone, as text, structured ones as JSON), {@code first_nanos} and
 * {@code last_nanos} (of the records' times), and under {@code sample.*} IDs that occur, a comma
 * between them. The same options make the same bytes.
 *
 * <p>Two words are rare on purpose: {@code quorum} is in about one line of 100,000, {@code
 * certificate} in one of 10,000.
 */
@NullMarked
package dev.clew.benchmarks.corpus;

import org.jspecify.annotations.NullMarked;
