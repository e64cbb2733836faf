import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpUrl, snippets } from '../../../main/frontend/home/snippets.ts';
import { pieces } from '../../../main/frontend/lib/highlight.ts';

test('every snippet names the endpoint as the visitor reaches it', () => {
  for (const snippet of snippets({ host: 'clew.example', grpcPort: 14317, httpPort: 14318 })) {
    assert.match(snippet.code, /clew\.example:1431[78]/, snippet.name);
  }
  assert.equal(httpUrl({ host: '::1', grpcPort: 1, httpPort: 4318 }), 'http://[::1]:4318');
});

test('what Prometheus and Telegraf are told is where the collector takes it', () => {
  const all = snippets({ host: 'clew', grpcPort: 4317, httpPort: 4318 });
  const code = (name: string) => all.find((s) => s.name === name)?.code ?? '';
  assert.match(code('Prometheus remote write'), /url: http:\/\/clew:4318\/api\/v1\/write$/m);
  assert.match(code('Telegraf / Influx'), /urls = \["http:\/\/clew:4318"\]/);
});

test('highlighting marks every match, whatever its case', () => {
  assert.deepEqual(pieces('Payment failed', ['payment', '(']), [{ text: 'Payment', hit: true }, { text: ' failed', hit: false }]);
  assert.deepEqual(pieces('x', []), [{ text: 'x', hit: false }]);
});
