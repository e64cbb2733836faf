import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FixedRows, LogPages } from '../../../main/frontend/logs/log-pages.ts';
import { emptyColumns, type LogColumns, type LogPage } from '../../../main/frontend/logs/log-types.ts';

function columns(from: number, rows: number): LogColumns {
  const c = emptyColumns([]);
  for (let i = from; i < from + rows; i++) {
    c.id.push(`r${i}`);
    for (const name of ['time', 'severity', 'service', 'body', 'traceId', 'spanId'] as const) c[name].push(String(i));
  }
  return c;
}

/** A store of so many rows, whose cursor is the row to go on from. */
function store(rows: number) {
  const asked: string[] = [];
  let failing = false;
  return {
    asked,
    fail: (value: boolean) => (failing = value),
    fetch: async (cursor: string | undefined, limit: number): Promise<LogPage> => {
      asked.push(cursor ?? 'first');
      if (failing) throw new Error('down');
      const from = Number(cursor ?? 0);
      const n = Math.min(limit, rows - from);
      return { columns: columns(from, n), rows: n, ...(from + n < rows ? { cursor: String(from + n) } : {}) };
    },
  };
}

const settled = () => new Promise((done) => setImmediate(done));

async function scrollTo(pages: LogPages, row: number): Promise<void> {
  for (let i = 0; i < 100_000 && pages.rows < row && !pages.ended; i++) {
    pages.show(Math.max(0, pages.rows - 40), pages.rows);
    await settled();
  }
}

test('scrolling on loads the next pages until the last row', async () => {
  const { fetch } = store(1_300);
  const pages = new LogPages(fetch, () => {}, assert.fail);
  await pages.start();
  assert.equal(pages.rows, 200);
  assert.equal(pages.ended, false);
  await scrollTo(pages, 1_300);
  assert.equal(pages.rows, 1_300);
  assert.equal(pages.ended, true);
  assert.equal(pages.at(1_299)?.columns.id[pages.at(1_299)!.index], 'r1299');
});

test('a page is asked for once, however often one looks', async () => {
  const { fetch, asked } = store(10_000);
  const pages = new LogPages(fetch, () => {}, assert.fail);
  await pages.start();
  for (let i = 0; i < 5; i++) pages.show(150, 190);
  await settled();
  assert.deepEqual(asked, ['first', '200']);
});

test('far pages leave the memory and come back with the same rows', async () => {
  const { fetch } = store(1_000_000);
  const pages = new LogPages(fetch, () => {}, assert.fail, 6);
  await pages.start();
  await scrollTo(pages, 100_000);
  assert.ok(pages.held <= 8, `${pages.held} pages held`);
  assert.equal(pages.at(10), null);
  pages.show(0, 40);
  await settled();
  assert.equal(pages.at(10)?.columns.id[10], 'r10');
  assert.ok(pages.held <= 9);
  assert.equal(pages.indexOf('r10'), 10);
  assert.equal(pages.indexOf('nothing'), -1);
});

test('a page that fails is told, and asked for again only when wanted', async () => {
  const { fetch, fail, asked } = store(10_000);
  const errors: unknown[] = [];
  const pages = new LogPages(fetch, () => {}, (e) => errors.push(e));
  await pages.start();
  fail(true);
  pages.show(150, 200);
  await settled();
  pages.show(150, 200);
  await settled();
  assert.equal(errors.length, 1);
  assert.equal(asked.length, 2);
  fail(false);
  pages.retry();
  await settled();
  assert.equal(pages.rows, 700);
});

test('nothing found is the end', async () => {
  const pages = new LogPages(store(0).fetch, () => {}, assert.fail);
  await pages.start();
  assert.equal(pages.rows, 0);
  assert.equal(pages.ended, true);
  assert.equal(pages.at(0), null);
  pages.show(0, 0);
});

test('fixed rows', () => {
  const rows = new FixedRows(columns(0, 3));
  assert.equal(rows.rows, 3);
  assert.equal(rows.at(3), null);
  assert.equal(rows.indexOf('r2'), 2);
});
