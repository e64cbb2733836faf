'use strict';
// The shop's stock: products, reservations, shipments. telemetry.js is required before this file.
const { randomUUID } = require('node:crypto');
const fs = require('node:fs');
const express = require('express');
const pino = require('pino');
const { metrics, trace } = require('@opentelemetry/api');
const { Stock, StockError } = require('./stock.js');

/** Exit code by which the process asks its start script to start it again, as another version. */
const RESTART = 75;

/** What is wrong right now: the same names and meaning as in the Java services. */
const faults = { latency: 0, errors: 0, customer: '' };
const version = process.env.SHOP_VERSION ?? '1.4.0';
const root = pino({ level: process.env.SHOP_LOG_LEVEL?.toLowerCase() ?? 'trace', base: undefined });
const tracer = trace.getTracer('dev.clew.demo');

function change(name, value) {
  const bound = { latency: 30_000, errors: 1 }[name];
  if (bound !== undefined) {
    const number = Number(value);
    if (!(number >= 0 && number <= bound)) {
      throw new StockError(400, `${name}: ${value} (expected: 0 to ${bound})`);
    }
    faults[name] = number;
  } else if (name === 'customer') {
    faults.customer = value;
  } else {
    throw new StockError(400, `fault: ${name} (expected: latency, errors, customer or version)`);
  }
}

for (const pair of (process.env.SHOP_FAULTS ?? '').split(',').filter(Boolean)) {
  change(...pair.split('='));
}

function restartAs(next, log) {
  if (!/^[0-9A-Za-z.+-]{1,32}$/.test(next)) {
    throw new StockError(400, `version: ${next} (expected: e.g. 1.5.0)`);
  }
  if (!process.env.SHOP_VERSION_FILE) throw new StockError(409, 'version: nothing restarts this process');
  fs.writeFileSync(process.env.SHOP_VERSION_FILE, next);
  log.info(`deploying inventory ${next}: restarting`);
  setImmediate(() => stop(RESTART));
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/** Late as the fault says, and failing as often. */
async function suffer() {
  if (faults.latency > 0) await pause(faults.latency * (0.8 + 0.4 * Math.random()));
  if (Math.random() < faults.errors) {
    throw new StockError(503, 'stock ledger: lock held by another session');
  }
}

const stock = new Stock();
const meter = metrics.getMeter('dev.clew.demo');
meter
  .createObservableGauge('shop.stock', { description: 'Articles on the shelf', unit: '{article}' })
  .addCallback((result) => {
    for (const { sku, stock: count } of stock.products()) result.observe(count, { 'shop.sku': sku });
  });
const reserved = meter.createCounter('shop.articles.reserved', {
  description: 'Articles taken off the shelf',
  unit: '{article}',
});

const app = express();
app.disable('x-powered-by');
app.use(express.json({ limit: '64kb' }));
app.use((request, response, next) => {
  request.log = root.child({ 'request.id': request.get('x-request-id') ?? randomUUID() });
  next();
});
app.get('/health', (request, response) => response.json({ status: 'healthy' }));
app.get('/faults', (request, response) => response.json({ ...faults, version }));
app.post('/faults', (request, response) => {
  const { version: next, ...changes } = request.query;
  for (const [name, value] of Object.entries(changes)) change(name, String(value));
  request.log.info({ faults }, 'faults changed');
  if (next && next !== version) restartAs(String(next), request.log);
  response.json({ ...faults, version });
});
app.get('/products', async (request, response) => {
  await suffer();
  request.log.trace('listing all products');
  response.json(stock.products());
});
app.get('/products/:sku', async (request, response) => {
  await suffer();
  response.json(stock.product(request.params.sku));
});
app.post('/reservations', async (request, response) => {
  const { order, lines } = request.body ?? {};
  await tracer.startActiveSpan('lock stock ledger', async (span) => {
    try {
      await suffer();
      await pause(1 + Math.random() * 6);
    } finally {
      span.end();
    }
  });
  const prices = stock.reserve(order, lines);
  for (const { sku, quantity } of lines) reserved.add(quantity, { 'shop.sku': sku });
  request.log.info({ lines: lines.length }, `reserved ${lines.length} lines for order ${order}`);
  for (const sku of stock.low()) {
    request.log.warn({ 'shop.sku': sku }, `${sku} is running low: refilling`);
    stock.refill(sku);
  }
  response.status(201).json({ order, prices });
});
app.delete('/reservations/:order', (request, response) => {
  const known = stock.release(request.params.order);
  request.log.debug(`order ${request.params.order} released: ${known}`);
  response.json({ released: known });
});
app.post('/shipments', async (request, response) => {
  await suffer();
  stock.ship(request.body?.order);
  request.log.info(`order ${request.body.order} left the warehouse`);
  response.status(201).json({ order: request.body.order });
});
app.use((request, response) => response.status(404).json({ error: `${request.path}: unknown` }));
// Express tells an error handler by its four parameters.
// eslint-disable-next-line no-unused-vars
app.use((error, request, response, next) => {
  const status = error.status ?? 500;
  const log = request.log ?? root;
  if (status >= 500) {
    trace.getActiveSpan()?.recordException(error);
    log.error({ err: error }, `${request.method} ${request.path} failed: ${error.message}`);
  } else {
    log.warn(`${request.method} ${request.path} refused with ${status}: ${error.message}`);
  }
  response.status(status).json({ error: error.message });
});

const server = app.listen(Number(process.env.SHOP_PORT ?? 8093), () =>
  root.info(`inventory ${version} listening on port ${server.address().port} (node ${process.version})`),
);

let stopping = false;
async function stop(code) {
  if (stopping) return;
  stopping = true;
  server.close();
  server.closeIdleConnections();
  const telemetry = require('./telemetry.js');
  await Promise.race([telemetry.shutdown().catch(() => {}), pause(3000)]);
  process.exit(code);
}
process.on('SIGTERM', () => stop(0));
process.on('SIGINT', () => stop(0));
process.on('uncaughtExceptionMonitor', (error) => root.fatal({ err: error }, 'inventory is going down'));
