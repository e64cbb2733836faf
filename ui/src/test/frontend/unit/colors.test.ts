import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SERVICE_COLORS, serviceIndex } from '../../../main/frontend/lib/colors.ts';

test('a service keeps its colour, and everyday names differ', () => {
  const names = ['checkout', 'payment', 'frontend', 'cart', 'inventory', 'shipping', 'mailer'];
  const indexes = names.map(serviceIndex);
  assert.deepEqual(indexes, names.map(serviceIndex));
  assert.ok(indexes.every((i) => i >= 0 && i < SERVICE_COLORS));
  assert.equal(new Set(indexes).size, names.length);
});

/** Ottosson's OKLab of a colour such as #1764ed. */
function oklab(hex: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

test('no two colours of a theme are alike, neighbours least of all', () => {
  const css = readFileSync(new URL('../../../main/resources/dev/clew/ui/shell/theme.css', import.meta.url), 'utf8');
  const all = [...css.matchAll(/--service-\d+: (#[0-9a-f]{6})/g)].map((match) => oklab(match[1]!));
  assert.equal(all.length, 2 * SERVICE_COLORS);
  const light = all.slice(SERVICE_COLORS);
  const apart = (i: number, j: number) => Math.hypot(...light[i]!.map((x, k) => x - light[j]![k]!));
  for (let i = 0; i < SERVICE_COLORS; i++) {
    for (let j = 0; j < i; j++) assert.ok(apart(i, j) > (i === j + 1 ? 0.15 : 0.075), `${j} and ${i}: ${apart(i, j)}`);
  }
});
