/**
 * OTLP over gRPC and over HTTP, protobuf and JSON. Start here: {@link
 * dev.clew.collector.otlp.OtlpIntake}, which both share.
 */
@NullMarked
package dev.clew.collector.otlp;

import org.jspecify.annotations.NullMarked;
