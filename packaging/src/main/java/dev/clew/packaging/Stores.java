package dev.clew.packaging;

import dev.clew.logstore.LogStore;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.tracestore.TraceStore;

/** The three stores of the appliance. */
record Stores(LogStore logs, MetricsStore metrics, TraceStore traces) {}
