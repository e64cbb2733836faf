'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { FULL, Stock } = require('./stock.js');

const shelf = (stock, sku) => stock.product(sku).stock;

test('a reservation takes articles off the shelf and answers with their prices', () => {
  const stock = new Stock();
  const prices = stock.reserve('o-1', [{ sku: 'spindle', quantity: 2 }, { sku: 'yarn-linen', quantity: 1 }]);
  assert.deepEqual(prices, [3900, 540]);
  assert.equal(shelf(stock, 'spindle'), FULL - 2);
});

test('a reservation takes all lines or none', () => {
  const stock = new Stock();
  const lines = [{ sku: 'spindle', quantity: 1 }, { sku: 'spindle', quantity: FULL + 1 }];
  assert.throws(() => stock.reserve('o-1', lines), { status: 409 });
  assert.equal(shelf(stock, 'spindle'), FULL);
});

test('two lines of one article count together', () => {
  const stock = new Stock();
  const lines = [{ sku: 'spindle', quantity: FULL }, { sku: 'spindle', quantity: 1 }];
  assert.throws(() => stock.reserve('o-1', lines), { status: 409 });
});

test('a released reservation is back on the shelf, once', () => {
  const stock = new Stock();
  stock.reserve('o-1', [{ sku: 'spindle', quantity: 2 }]);
  assert.equal(stock.release('o-1'), true);
  assert.equal(stock.release('o-1'), false);
  assert.equal(shelf(stock, 'spindle'), FULL);
});

test('only what is reserved can be shipped', () => {
  const stock = new Stock();
  assert.throws(() => stock.ship('o-1'), { status: 404 });
});

test('what is low can be refilled', () => {
  const stock = new Stock();
  stock.reserve('o-1', [{ sku: 'hook-set', quantity: FULL - 1 }]);
  assert.deepEqual(stock.low(), ['hook-set']);
  stock.refill('hook-set');
  assert.deepEqual(stock.low(), []);
});
