'use strict';

/** What the shop sells; prices are in cents. */
const PRODUCTS = [
  { sku: 'yarn-merino', name: 'Merino yarn', price: 690 },
  { sku: 'yarn-linen', name: 'Linen yarn', price: 540 },
  { sku: 'needles-4mm', name: 'Needles, 4 mm', price: 890 },
  { sku: 'needles-circular', name: 'Circular needles', price: 1290 },
  { sku: 'hook-set', name: 'Crochet hooks', price: 2450 },
  { sku: 'spindle', name: 'Drop spindle', price: 3900 },
  { sku: 'loom-table', name: 'Table loom', price: 28900 },
  { sku: 'dye-indigo', name: 'Indigo dye', price: 1150 },
];

const FULL = 500;
const LOW = 60;

/** A refusal with the HTTP status that says so. */
class StockError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Articles on the shelf and reservations by order; bounded, since every order ends or is forgotten. */
class Stock {
  #shelf = new Map(PRODUCTS.map((product) => [product.sku, FULL]));
  #reservations = new Map();

  products() {
    return PRODUCTS.map((product) => ({ ...product, stock: this.#shelf.get(product.sku) }));
  }

  product(sku) {
    const found = PRODUCTS.find((product) => product.sku === sku);
    if (!found) throw new StockError(404, `product ${sku}: unknown`);
    return { ...found, stock: this.#shelf.get(sku) };
  }

  /** Takes the lines off the shelf, all or none, and answers with the price of each. */
  reserve(order, lines) {
    if (typeof order !== 'string' || !Array.isArray(lines)) {
      throw new StockError(400, 'reservation: (expected: order and lines)');
    }
    const wanted = new Map();
    const prices = lines.map(({ sku, quantity }) => {
      const { price, stock } = this.product(sku);
      wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
      if (stock < wanted.get(sku)) throw new StockError(409, `${sku}: only ${stock} left`);
      return price;
    });
    for (const { sku, quantity } of lines) this.#shelf.set(sku, this.#shelf.get(sku) - quantity);
    this.#reservations.set(order, lines);
    if (this.#reservations.size > 5000) {
      this.#reservations.delete(this.#reservations.keys().next().value);
    }
    return prices;
  }

  release(order) {
    for (const { sku, quantity } of this.#reservations.get(order) ?? []) {
      this.#shelf.set(sku, this.#shelf.get(sku) + quantity);
    }
    return this.#reservations.delete(order);
  }

  ship(order) {
    if (!this.#reservations.delete(order)) throw new StockError(404, `order ${order}: not reserved`);
  }

  low() {
    return [...this.#shelf].filter(([, count]) => count < LOW).map(([sku]) => sku);
  }

  refill(sku) {
    this.#shelf.set(sku, FULL);
  }
}

module.exports = { FULL, Stock, StockError };
