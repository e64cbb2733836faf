/**
 * What LogQL gives: streams, samples, figures of what it cost. Start here: {@link
 * dev.clew.logstore.logql.result.LogqlResult}.
 */
@NullMarked
package dev.clew.logstore.logql.result;

import org.jspecify.annotations.NullMarked;
