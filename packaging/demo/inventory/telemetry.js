'use strict';
// Loaded before anything else, so that the instrumentations see every require. Endpoint, service
// name, resource and intervals come from the OTEL_* environment, as with every SDK.
const { NodeSDK, logs, tracing } = require('@opentelemetry/sdk-node');
const { propagation } = require('@opentelemetry/api');
const { BaggageSpanProcessor } = require('@opentelemetry/baggage-span-processor');
const { OTLPLogExporter } = require('@opentelemetry/exporter-logs-otlp-proto');
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-proto');
const { ExpressInstrumentation } = require('@opentelemetry/instrumentation-express');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
const { RuntimeNodeInstrumentation } = require('@opentelemetry/instrumentation-runtime-node');

// What the Java agent's copy-from-baggage properties name, too.
const COPIED = new Set(['order.id', 'enduser.id', 'session.id']);

/** The Node SDK copies baggage to spans by a package; for log records there is none yet. */
class BaggageLogProcessor {
  onEmit(record, context) {
    const baggage = context && propagation.getBaggage(context);
    for (const [key, entry] of baggage ? baggage.getAllEntries() : []) {
      if (COPIED.has(key)) record.setAttribute(key, entry.value);
    }
  }
  async forceFlush() {}
  async shutdown() {}
}

const sdk = new NodeSDK({
  spanProcessors: [
    new BaggageSpanProcessor((key) => COPIED.has(key)),
    new tracing.BatchSpanProcessor(new OTLPTraceExporter()),
  ],
  logRecordProcessors: [
    new BaggageLogProcessor(),
    new logs.BatchLogRecordProcessor({ exporter: new OTLPLogExporter() }),
  ],
  instrumentations: [
    new HttpInstrumentation({
      headersToSpanAttributes: { server: { requestHeaders: ['x-request-id'] } },
      ignoreIncomingRequestHook: (request) => request.url === '/health',
    }),
    new ExpressInstrumentation({ ignoreLayersType: ['middleware', 'request_handler'] }),
    new PinoInstrumentation({ disableLogCorrelation: true }),
    new RuntimeNodeInstrumentation(),
  ],
});
sdk.start();

module.exports = { shutdown: () => sdk.shutdown() };
