import type { Line } from '../elements/clew-chart.ts';
import { type Analysis, emptyColumns, type LogColumns } from './log-types.ts';

/** How the answer of an analysis can be shown; the first is what one sees unless one chose. */
export type View = 'lines' | 'table' | 'chart';

export function viewsOf(analysis: Analysis): View[] {
  if (analysis.kind === 'lines') return ['lines', 'table'];
  return analysis.kind === 'series' ? ['chart', 'table'] : ['table'];
}

/** What {@link viewsOf} will answer, from the text alone, so that no tab jumps. */
export function likelyViews(query: string): View[] {
  const metric = !query.trimStart().startsWith('{') && /^\s*[a-z_]+\s*(by|without)?\s*\(/.test(query);
  if (metric || /\|\s*stats\b[^|]*\bby\b[^|]*\btime\b/.test(query)) return ['chart', 'table'];
  return /\|\s*(stats|top|uniq)\b/.test(query) ? ['table'] : ['lines', 'table'];
}

const FIRST = ['id', 'time', 'severity', 'service', 'body'];

/** The fields of an answer of kind `lines` beside what every line has. */
export function madeFields(analysis: Analysis): string[] {
  return analysis.columns.map((c) => c.name).filter((n) => !FIRST.includes(n) && n !== 'traceId' && n !== 'spanId');
}

/** An answer of kind `lines` as columns of a search. */
export function linesOf(analysis: Analysis): LogColumns {
  const names = analysis.columns.map((c) => c.name);
  const extra = madeFields(analysis);
  const columns = emptyColumns(extra);
  const text = (row: unknown[], name: string) => {
    const value = row[names.indexOf(name)];
    return value === null || value === undefined ? '' : String(value);
  };
  analysis.rows.forEach((row, i) => {
    columns.id.push(text(row, 'id') || `row ${i}`);
    columns.time.push(nanos(text(row, 'time')));
    columns.severity.push(text(row, 'severity'));
    columns.service.push(text(row, 'service'));
    columns.body.push(text(row, 'body'));
    columns.traceId.push(text(row, 'traceId'));
    columns.spanId.push(text(row, 'spanId'));
    for (const name of extra) columns.fields[name]!.push(row[names.indexOf(name)] ?? null);
  });
  return columns;
}

/** Milliseconds, as charts have them, or nanoseconds, as lines do. */
function nanos(text: string): string {
  return /^\d{1,14}$/.test(text) && text !== '0' ? `${text}000000` : text;
}

/** An answer of kind `series` as lines of a chart, most first; `times` in seconds. */
export function seriesOf(analysis: Analysis): { times: number[]; lines: Line[] } {
  const numbers = analysis.columns.map((c, i) => ({ ...c, i })).slice(1).filter((c) => c.type === 'int' || c.type === 'double');
  const labels = analysis.columns.map((c, i) => ({ ...c, i })).slice(1).filter((c) => c.type !== 'int' && c.type !== 'double');
  const times = [...new Set(analysis.rows.map((row) => Number(row[0])))].sort((a, b) => a - b);
  const place = new Map(times.map((t, i) => [t, i]));
  const found = new Map<string, Array<number | null>>();
  for (const row of analysis.rows) {
    const group = labels.map((l) => shownValue(row[l.i])).join(', ');
    for (const n of numbers) {
      const name = group === '' ? n.name : numbers.length > 1 ? `${group} · ${n.name}` : group;
      let values = found.get(name);
      if (!values) found.set(name, (values = times.map(() => null)));
      const value = row[n.i];
      values[place.get(Number(row[0]))!] = value === null || value === undefined ? null : Number(value);
    }
  }
  const sum = (values: Array<number | null>) => values.reduce<number>((a, b) => a + (b ?? 0), 0);
  const lines = [...found].map(([label, values]) => ({ label, values })).sort((a, b) => sum(b.values) - sum(a.values));
  return { times: times.map((t) => t / 1000), lines };
}

export function shownValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(none)';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** The answer as CSV, with a line of names. */
export function csvOf(analysis: Analysis): string {
  const cell = (value: unknown) => {
    const text = value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [analysis.columns.map((c) => c.name), ...analysis.rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Row numbers in the order of a column; what is missing comes last either way. */
export function sortedRows(analysis: Analysis, column: number, descending: boolean): number[] {
  const order = analysis.rows.map((_, i) => i);
  const numeric = ['int', 'double', 'time'].includes(analysis.columns[column]?.type ?? '');
  const key = (i: number) => analysis.rows[i]![column];
  return order.sort((a, b) => {
    const x = key(a);
    const y = key(b);
    const missing = Number(x === null || x === undefined) - Number(y === null || y === undefined);
    if (missing !== 0) return missing;
    const by = numeric ? Number(x) - Number(y) : String(x).localeCompare(String(y));
    return (descending ? -by : by) || a - b;
  });
}
