/** A series as Prometheus answers it: classic buckets carry `le`, native histograms their own. */
export interface HeatSeries {
  metric: Record<string, string>;
  values?: Array<[number, string]>;
  histograms?: Array<[number, { buckets?: Array<[number, string, string, string]> }]>;
}

/** Counts over time and value. Row `r` holds values above `rows[r].low` up to `rows[r].high`. */
export interface Heat {
  times: number[];
  rows: Array<{ low: number; high: number }>;
  /** Of row r at time t: `counts[r * times.length + t]`. */
  counts: Float64Array;
  max: number;
}

/** Rows more than this are thinner than one can tell apart. */
const MOST_ROWS = 60;

/** Whether series are the buckets of one classic histogram: nothing but `le` tells them apart. */
export function isClassic(series: readonly HeatSeries[]): boolean {
  if (series.length < 2 || !series.every((s) => 'le' in s.metric && s.values)) return false;
  const key = (metric: Record<string, string>) => Object.entries(metric).filter(([n]) => n !== 'le').map(([n, v]) => `${n}=${v}`).sort().join();
  return series.every((s) => key(s.metric) === key(series[0]!.metric));
}

export function isNative(series: readonly HeatSeries[]): boolean {
  return series.some((s) => (s.histograms?.length ?? 0) > 0);
}

/** Cells of classic buckets, which count everything up to their bound. */
export function classicHeat(series: readonly HeatSeries[], times: readonly number[]): Heat {
  const index = new Map(times.map((t, i) => [t, i]));
  const byBound = new Map<number, Float64Array>();
  for (const one of series) {
    const bound = numberOf(one.metric['le'] ?? '');
    if (Number.isNaN(bound)) continue;
    const sums = byBound.get(bound) ?? new Float64Array(times.length);
    byBound.set(bound, sums);
    for (const [t, v] of one.values ?? []) {
      const at = index.get(t);
      const n = numberOf(v);
      if (at !== undefined && Number.isFinite(n)) sums[at]! += n;
    }
  }
  const bounds = [...byBound.keys()].sort((a, b) => a - b);
  const rows = bounds.map((high, i) => ({ low: i === 0 ? (high > 0 ? 0 : -Infinity) : bounds[i - 1]!, high }));
  const counts = new Float64Array(rows.length * times.length);
  bounds.forEach((bound, r) => {
    const below = r === 0 ? null : byBound.get(bounds[r - 1]!)!;
    byBound.get(bound)!.forEach((n, t) => (counts[r * times.length + t] = Math.max(0, n - (below?.[t] ?? 0))));
  });
  return trimmed({ times: [...times], rows, counts, max: 0 });
}

/** Cells of native histograms; buckets of different widths are spread over rows of one width. */
export function nativeHeat(series: readonly HeatSeries[], times: readonly number[]): Heat {
  const index = new Map(times.map((t, i) => [t, i]));
  const cells: Array<{ t: number; low: number; high: number; n: number }> = [];
  for (const one of series) {
    for (const [time, histogram] of one.histograms ?? []) {
      const t = index.get(time);
      if (t === undefined) continue;
      for (const [, low, high, n] of histogram.buckets ?? []) cells.push({ t, low: numberOf(low), high: numberOf(high), n: numberOf(n) });
    }
  }
  const rows = rowsFor(cells);
  const counts = new Float64Array(rows.length * times.length);
  for (const cell of cells) spread(cell, rows, counts, times.length);
  return trimmed({ times: [...times], rows, counts, max: 0 });
}

function rowsFor(cells: ReadonlyArray<{ low: number; high: number }>): Heat['rows'] {
  const distinct = new Map(cells.map((c) => [`${c.low},${c.high}`, { low: c.low, high: c.high }]));
  const own = [...distinct.values()].sort((a, b) => a.low - b.low || a.high - b.high);
  const apart = own.every((row, i) => i === 0 || row.low >= own[i - 1]!.high * (1 - 1e-9) - 1e-300);
  if (apart && own.length <= MOST_ROWS) return filled(own);
  const positive = own.filter((r) => r.low > 0);
  if (positive.length === 0) return own.slice(0, MOST_ROWS);
  const least = positive.reduce((m, r) => Math.min(m, r.low), Infinity);
  const most = positive.reduce((m, r) => Math.max(m, r.high), 0);
  const n = MOST_ROWS - 10;
  const factor = (most / least) ** (1 / n);
  const bounds = Array.from({ length: n + 1 }, (_, i) => (i === n ? most : least * factor ** i));
  const rows = bounds.slice(1).map((high, i) => ({ low: bounds[i]!, high }));
  return own.some((r) => r.low <= 0) ? [{ low: Math.min(...own.map((r) => r.low)), high: least }, ...rows] : rows;
}

/** The rows with those between them that never held anything, so that heights are in proportion. */
function filled(rows: Heat['rows']): Heat['rows'] {
  const factors = rows.filter((r) => r.low > 0).map((r) => r.high / r.low);
  const factor = factors.length > 0 ? Math.min(...factors) : 2;
  const all: Heat['rows'] = [];
  for (const row of rows) {
    let low = all[all.length - 1]?.high ?? row.low;
    while (low > 0 && low * factor ** 1.5 < row.low && all.length < 2 * MOST_ROWS) {
      all.push({ low, high: low * factor });
      low *= factor;
    }
    if (low > 0 && low < row.low * (1 - 1e-9)) all.push({ low, high: row.low });
    all.push(row);
  }
  return all.length <= 2 * MOST_ROWS ? all : rows;
}

function spread(cell: { t: number; low: number; high: number; n: number }, rows: Heat['rows'], counts: Float64Array, width: number): void {
  const exact = rows.findIndex((r) => r.low === cell.low && r.high === cell.high);
  if (exact >= 0) {
    counts[exact * width + cell.t]! += cell.n;
    return;
  }
  if (cell.low <= 0) {
    counts[cell.t]! += cell.n;
    return;
  }
  const span = Math.log(cell.high / cell.low);
  rows.forEach((row, r) => {
    const low = Math.max(row.low, cell.low);
    const high = Math.min(row.high, cell.high);
    if (high > low && row.low > 0) counts[r * width + cell.t]! += (cell.n * Math.log(high / low)) / span;
  });
}

/** Without the empty rows above and below, and with its greatest cell. */
function trimmed(heat: Heat): Heat {
  const width = heat.times.length;
  const any = heat.rows.map((_, r) => heat.counts.subarray(r * width, (r + 1) * width).some((n) => n > 0));
  const first = Math.max(0, any.indexOf(true));
  const last = any.lastIndexOf(true);
  const rows = heat.rows.slice(first, last + 1);
  const counts = heat.counts.slice(first * width, (last + 1) * width);
  return { times: heat.times, rows, counts, max: counts.reduce((m, n) => Math.max(m, n), 0) };
}

/** The value below which a share of the observations of one time lies, or null without any. */
export function quantileAt(heat: Heat, t: number, q: number): number | null {
  const width = heat.times.length;
  let total = 0;
  for (let r = 0; r < heat.rows.length; r++) total += heat.counts[r * width + t]!;
  if (total <= 0) return null;
  let below = 0;
  for (let r = 0; r < heat.rows.length; r++) {
    const n = heat.counts[r * width + t]!;
    if (n > 0 && below + n >= q * total) return within(heat.rows[r]!, Math.min(1, Math.max(0, (q * total - below) / n)));
    below += n;
  }
  return null;
}

function within(row: { low: number; high: number }, share: number): number {
  if (!Number.isFinite(row.high)) return row.low;
  if (!Number.isFinite(row.low)) return row.high;
  return row.low > 0 && row.high / row.low < 1.5 ? row.low * (row.high / row.low) ** share : row.low + (row.high - row.low) * share;
}

/** The height of a value above the lowest row, in rows. */
export function heightOf(heat: Heat, value: number): number | null {
  const r = heat.rows.findIndex((row) => value <= row.high && value >= row.low);
  if (r < 0) return null;
  const { low, high } = heat.rows[r]!;
  if (!Number.isFinite(high) || !Number.isFinite(low) || high <= low) return r + 0.5;
  return r + (low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
}

export function numberOf(text: string): number {
  return text === '+Inf' || text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : text === '' ? Number.NaN : Number(text);
}
