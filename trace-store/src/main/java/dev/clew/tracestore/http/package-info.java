/**
 * The HTTP API of traces and services, as {@code docs/http-api.md} defines it. Start here: {@link
 * dev.clew.tracestore.http.TraceApi} and {@link dev.clew.tracestore.http.ServicesApi}.
 */
@NullMarked
package dev.clew.tracestore.http;

import org.jspecify.annotations.NullMarked;
