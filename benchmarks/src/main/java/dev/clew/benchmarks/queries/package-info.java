/**
 * Times the questions that people ask of logs. Start here: {@link
 * dev.clew.benchmarks.queries.Queries}.
 */
@NullMarked
package dev.clew.benchmarks.queries;

import org.jspecify.annotations.NullMarked;
