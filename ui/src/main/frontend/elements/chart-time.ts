import { parts } from '../lib/format.ts';

const two = (n: number) => String(n).padStart(2, '0');

/** An instant on an axis of so many milliseconds. */
export function axisTime(ms: number, range: number): string {
  const p = parts(ms);
  if (range > 3 * 86400e3) return `${two(p.month)}-${two(p.day)}`;
  if (range > 86400e3) return `${two(p.month)}-${two(p.day)} ${two(p.hour)}h`;
  return range < 600e3 ? `${two(p.hour)}:${two(p.minute)}:${two(p.second)}` : `${two(p.hour)}:${two(p.minute)}`;
}
