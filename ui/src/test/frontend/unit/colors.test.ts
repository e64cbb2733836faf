import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SERVICE_COLORS, serviceIndex } from '../../../main/frontend/lib/colors.ts';

test('a service keeps its colour, and everyday names differ', () => {
  const names = ['checkout', 'payment', 'frontend', 'cart', 'inventory', 'shipping', 'mailer'];
  const indexes = names.map(serviceIndex);
  assert.deepEqual(indexes, names.map(serviceIndex));
  assert.ok(indexes.every((i) => i >= 0 && i < SERVICE_COLORS));
  assert.equal(new Set(indexes).size, names.length);
});
