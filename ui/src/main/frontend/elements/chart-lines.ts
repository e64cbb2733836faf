import { seriesColor, serviceColor } from '../lib/colors.ts';

/** One line of a chart. */
export interface Line {
  label: string;
  values: Array<number | null>;
  color?: string;
  labels?: Record<string, string>;
  /** The same line in an earlier period: drawn beside it, not in the legend. */
  before?: boolean;
}

/** What a legend says of a line. */
export interface Figures {
  last: number | null;
  min: number | null;
  max: number | null;
  mean: number | null;
}

export type SortKey = 'label' | keyof Figures;

export function figuresOf(values: ReadonlyArray<number | null>): Figures {
  let last: number | null = null;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let n = 0;
  for (const v of values) {
    if (v === null || !Number.isFinite(v)) continue;
    last = v;
    min = Math.min(min, v);
    max = Math.max(max, v);
    sum += v;
    n++;
  }
  return n === 0 ? { last: null, min: null, max: null, mean: null } : { last, min, max, mean: sum / n };
}

/** The lines in the legend's order: names upwards, figures downwards. */
export function sorted<T extends Line>(lines: readonly T[], key: SortKey, upwards = false): T[] {
  const figures = new Map(lines.map((l) => [l, figuresOf(l.values)]));
  const order = (a: T, b: T) =>
    key === 'label' ? a.label.localeCompare(b.label, 'en', { numeric: true }) : (figures.get(b)![key] ?? -Infinity) - (figures.get(a)![key] ?? -Infinity);
  return [...lines].sort((a, b) => (upwards ? -order(a, b) : order(a, b)) || a.label.localeCompare(b.label));
}

/**
 * A colour for each line: a service keeps its own where services are what tells lines apart, others
 * go by their name's place, so that a refresh that reorders values repaints nothing.
 */
export function withColors<T extends Line>(lines: readonly T[]): T[] {
  const current = lines.filter((l) => !l.before);
  const serviceOf = (line: T) => line.labels?.['service_name'] ?? line.labels?.['service'] ?? '';
  const services = current.map(serviceOf);
  const byService = current.length > 1 && services.every((s) => s !== '') && new Set(services).size === services.length;
  const order = [...new Set(current.map((l) => l.label))].sort();
  return lines.map((line) => {
    if (line.color) return line;
    const service = serviceOf(line);
    const place = order.indexOf(line.label);
    return { ...line, color: byService && service ? serviceColor(service) : seriesColor(place < 0 ? order.length : place) };
  });
}

/** Each line with those before it added: what a stack draws. A gap counts as nothing. */
export function stacked(lines: ReadonlyArray<{ values: ReadonlyArray<number | null> }>): Array<Array<number | null>> {
  const sums: number[] = [];
  return lines.map(({ values }) =>
    values.map((v, i) => {
      sums[i] = (sums[i] ?? 0) + (v ?? 0);
      return v === null && sums[i] === 0 ? null : sums[i]!;
    }),
  );
}

/** The choice after a click on a line's name: it alone, all again, or (with ctrl) one more or less. */
export function chosen(now: ReadonlySet<string>, label: string, add: boolean): Set<string> {
  if (!add) return now.size === 1 && now.has(label) ? new Set() : new Set([label]);
  const next = new Set(now);
  if (!next.delete(label)) next.add(label);
  return next;
}
