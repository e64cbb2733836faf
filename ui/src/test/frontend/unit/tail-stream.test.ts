import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backOff, TailStream } from '../../../main/frontend/lib/tail-stream.ts';

class FakeSource {
  static made: FakeSource[] = [];
  closed = false;
  private readonly listeners = new Map<string, (e: unknown) => void>();

  constructor() {
    FakeSource.made.push(this);
  }

  addEventListener(name: string, listener: unknown): void {
    this.listeners.set(name, listener as (e: unknown) => void);
  }

  close(): void {
    this.closed = true;
  }

  emit(name: string, data?: unknown): void {
    this.listeners.get(name)!(data === undefined ? {} : { data: JSON.stringify(data) });
  }
}

function stream() {
  FakeSource.made = [];
  const told: unknown[] = [];
  const tail = new TailStream(
    '/tail',
    {
      opened: (again) => told.push(['opened', again]),
      rows: (data) => told.push(['rows', data]),
      missed: (count) => told.push(['missed', count]),
      refused: (e) => told.push(['refused', e.message, e.position]),
      broken: () => told.push(['broken']),
    },
    () => new FakeSource() as unknown as EventSource,
  );
  return { told, tail };
}

test('rows, missed lines and a broken connection', () => {
  const { told, tail } = stream();
  const first = FakeSource.made[0]!;
  first.emit('open');
  first.emit('rows', { rows: 1 });
  first.emit('missed', { count: 120 });
  first.emit('error');
  assert.equal(first.closed, true);
  tail.retry();
  FakeSource.made[1]!.emit('open');
  tail.close();
  assert.deepEqual(told, [['opened', false], ['rows', { rows: 1 }], ['missed', 120], ['broken'], ['opened', true]]);
});

test('a refusal of the server ends it', () => {
  const { told, tail } = stream();
  FakeSource.made[0]!.emit('error', { error: { message: 'no such field', position: 4 } });
  tail.retry();
  assert.deepEqual(told, [['refused', 'no such field', 4]]);
  assert.equal(FakeSource.made.length, 1);
});

test('pauses grow up to half a minute', () => {
  assert.deepEqual([0, 1, 2, 3, 10].map((n) => backOff(n, 0.5)), [1_000, 2_000, 4_000, 8_000, 30_000]);
  assert.ok(backOff(10, 1) <= 37_500 && backOff(10, 0) >= 22_500);
});
