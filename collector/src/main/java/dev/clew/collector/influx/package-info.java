/**
 * Takes metrics from the clients of InfluxDB. Start here: {@link
 * dev.clew.collector.influx.InfluxService}.
 */
@NullMarked
package dev.clew.collector.influx;

import org.jspecify.annotations.NullMarked;
