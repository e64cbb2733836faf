import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedId, askedService, correlationPath } from '../../../main/frontend/lib/addresses.ts';

const VALUES = [
  'ord-77', 'anna@example.com', 'order 42', 'x+y=z==', 'a/b/c', '.', '..', '"quoted"', "it's", '失敗', '100%', 'a;b', 'a\\b', '#1?x&y', '%2F',
];

/** As a browser reads it: dots resolved, what must be encoded encoded. */
function opened(path: string): { pathname: string; search: string } {
  return new URL(path, 'http://clew.test');
}

test('any ID has an address that leads back to it', () => {
  for (const value of VALUES) {
    for (const key of ['', 'order.id', 'a/b']) {
      assert.deepEqual(askedId(opened(correlationPath(value, key))), { key, value }, `${key} ${value}`);
    }
  }
});

test('plain IDs are in the path', () => {
  assert.equal(correlationPath('ord-77'), '/c/ord-77');
  assert.equal(correlationPath('anna@example.com', 'user.email'), '/c/user.email/anna%40example.com');
});

test('a service is in the path or a parameter', () => {
  assert.equal(askedService(opened('/services/anna%40example.com')), 'anna@example.com');
  assert.equal(askedService(opened('/service?name=team%2Fshop')), 'team/shop');
  assert.equal(askedService(opened('/services/100%')), '100%');
});
