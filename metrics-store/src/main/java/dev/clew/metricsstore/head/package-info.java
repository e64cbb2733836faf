/**
 * What has been ingested and is not in a segment yet. Start here: {@link
 * dev.clew.metricsstore.head.DayHead}.
 */
@NullMarked
package dev.clew.metricsstore.head;

import org.jspecify.annotations.NullMarked;
