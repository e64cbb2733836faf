/**
 * Samples of many series in one immutable file, and the codecs for it. Start here: {@link
 * dev.clew.metricsstore.segment.SampleBuffer}.
 */
@NullMarked
package dev.clew.metricsstore.segment;

import org.jspecify.annotations.NullMarked;
