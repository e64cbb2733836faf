import assert from 'node:assert/strict';
import { test } from 'node:test';
import { division } from '../../../main/frontend/lib/division.ts';
import { pieces, visible } from '../../../main/frontend/lib/highlight.ts';

test('hidden characters are told by their numbers', () => {
  assert.equal(visible('user \u202egnp.exe'), 'user ⟨U+202E⟩gnp.exe');
  assert.equal(visible('a\u200bb\ufeff'), 'a⟨U+200B⟩b⟨U+FEFF⟩');
  assert.equal(visible('Zürich 失敗 🎉 👩\u200d💻 می\u200cخواهم'), 'Zürich 失敗 🎉 👩\u200d💻 می\u200cخواهم');
});

test('words are marked, their case ignored', () => {
  assert.deepEqual(pieces('Payment failed', ['payment']), [{ text: 'Payment', hit: true }, { text: ' failed', hit: false }]);
});

test('an even field divides more than one with a single value', () => {
  assert.equal(division([{ count: 10 }]), 0);
  assert.equal(division([]), 0);
  assert.ok(division([{ count: 5 }, { count: 5 }]) > division([{ count: 9 }, { count: 1 }]));
});
