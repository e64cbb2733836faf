import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ansiRuns, stripAnsi } from '../../../main/frontend/lib/ansi.ts';
import * as layout from '../../../main/frontend/logs/log-layout.ts';

const names = (text: string) => layout.parseColumns(text).map((c) => c.name);

test('columns are read from the address and written back', () => {
  assert.deepEqual(names(''), ['time', 'severity', 'service', 'body']);
  assert.deepEqual(names('order.id'), ['time', 'severity', 'service', 'order.id', 'body']);
  const specs = layout.parseColumns('time~90,body,k8s.pod.name~200,body');
  assert.equal(layout.formatColumns(specs), 'time~90,body,k8s.pod.name~200');
  assert.deepEqual(layout.fieldsOf(specs), ['k8s.pod.name']);
  assert.equal(layout.formatColumns(layout.parseColumns('')), '');
  assert.equal(layout.parseColumns('a~9999')[3]!.width, 1200);
});

test('columns are added before the message, moved, resized and removed', () => {
  const start = layout.parseColumns('');
  const added = layout.toggleColumn(start, 'a');
  assert.deepEqual(added.map((c) => c.name), ['time', 'severity', 'service', 'a', 'body']);
  assert.deepEqual(layout.moveColumn(added, 'a', 0).map((c) => c.name), ['a', 'time', 'severity', 'service', 'body']);
  assert.deepEqual(layout.moveColumn(added, 'nothing', 0), added);
  assert.equal(layout.resizeColumn(added, 'a', 7)[3]!.width, 40);
  assert.deepEqual(layout.toggleColumn(added, 'a'), start);
  assert.deepEqual(layout.toggleColumn(start, 'body'), start);
});

test('wrapped lines are counted as they are drawn', () => {
  assert.equal(layout.wrappedLines('', 10, 30), 1);
  assert.equal(layout.wrappedLines('0123456789', 10, 30), 1);
  assert.equal(layout.wrappedLines('0123456789a', 10, 30), 2);
  assert.equal(layout.wrappedLines('a\n\nb', 10, 30), 3);
  assert.equal(layout.wrappedLines('x'.repeat(10_000), 10, 30), 30);
});

test('the row at a height is the one whose top is there', () => {
  const seed = 20261121;
  let state = seed;
  const next = (n: number) => (state = (state * 1103515245 + 12345) % 2147483648) % n;
  const counts = new layout.LineCounts();
  counts.resize(1_000);
  const expected = Array.from({ length: 1_000 }, () => 1 + next(9));
  expected.forEach((lines, row) => counts.set(row, lines));
  assert.equal(counts.total, expected.reduce((a, b) => a + b, 0), `seed ${seed}`);
  let top = 0;
  for (let row = 0; row < 1_000; row++) {
    assert.equal(counts.before(row) * 18 + row * 6, top);
    assert.equal(counts.rowAt(top, 18, 6), row, `seed ${seed}, row ${row}`);
    assert.equal(counts.rowAt(top + expected[row]! * 18 + 5, 18, 6), row, `seed ${seed}, end of row ${row}`);
    top += expected[row]! * 18 + 6;
  }
  assert.equal(counts.rowAt(top + 500, 18, 6), 999);
  counts.resize(10);
  assert.equal(counts.total, expected.slice(0, 10).reduce((a, b) => a + b, 0));
});

test('terminal colours become runs, and can be left out', () => {
  const text = '\u001b[1;31mERROR\u001b[0m plain \u001b[38;5;2mgreen\u001b[39m\u001b]8;;x\u0007';
  assert.equal(stripAnsi(text), 'ERROR plain green');
  assert.deepEqual(ansiRuns(text), [
    { text: 'ERROR', color: 1, bold: true },
    { text: ' plain ', color: -1, bold: false },
    { text: 'green', color: 2, bold: false },
  ]);
  assert.deepEqual(ansiRuns('a'), [{ text: 'a', color: -1, bold: false }]);
});
