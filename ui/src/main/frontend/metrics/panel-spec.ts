import { isFormula } from './formula.ts';

export type View = 'chart' | 'heatmap' | 'table' | 'stat';
export type Draw = 'line' | 'area' | 'stack' | 'bars' | 'points';

export const VIEWS: readonly View[] = ['chart', 'heatmap', 'table', 'stat'];
export const DRAWS: readonly Draw[] = ['line', 'area', 'stack', 'bars', 'points'];

/** One query (`A`, `B`, …) or formula (`F1`, …) of a panel. */
export interface QuerySpec {
  id: string;
  text: string;
  /** `{{label}}` names; empty for what tells the series apart. */
  legend: string;
  hidden: boolean;
}

/** All that a panel shows, apart from the time range; a dashboard will keep the same. */
export interface PanelSpec {
  queries: QuerySpec[];
  /** Empty: whatever suits the result. */
  view: View | '';
  draw: Draw;
  log: boolean;
  /** Seconds between points; 0: by the range. */
  step: number;
  /** How much earlier the period is that the lines are compared with, such as `1d`; empty for none. */
  before: string;
  /** As the unit menu has it; empty: from the metrics. */
  unit: string;
  exemplars: boolean;
}

export const EMPTY_SPEC: PanelSpec = { queries: [], view: '', draw: 'line', log: false, step: 0, before: '', unit: '', exemplars: true };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SPAN = /^(\d+)([smhdw])$/;
const SPAN_MILLIS: Record<string, number> = { s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 604800e3 };

/** Milliseconds of `1d`, or 0 when it is none. */
export function spanMillis(text: string): number {
  const match = SPAN.exec(text);
  return match ? Number(match[1]) * SPAN_MILLIS[match[2]!]! : 0;
}

function parameterOf(id: string): string {
  return id === 'A' ? 'q' : `q.${id}`;
}

/** The panel that an address describes: `q` and `q.B` queries, `q.F1` formulas, `l.A` legends, `off`. */
export function parsePanel(params: URLSearchParams): PanelSpec {
  const hidden = new Set((params.get('off') ?? '').split(','));
  const ids = [...params.keys()].flatMap((name) => (name === 'q' ? ['A'] : /^q\.([A-Z]|F[1-9]\d?)$/.test(name) ? [name.slice(2)] : []));
  const queries = [...new Set(ids)].sort(byId).map((id) => ({
    id, text: params.get(parameterOf(id)) ?? '', legend: params.get(`l.${id}`) ?? '', hidden: hidden.has(id),
  }));
  const view = params.get('view') as View;
  const draw = params.get('draw') as Draw;
  return {
    queries,
    view: VIEWS.includes(view) ? view : '',
    draw: DRAWS.includes(draw) ? draw : 'line',
    log: params.get('scale') === 'log',
    step: Math.floor(spanMillis(params.get('step') ?? '') / 1000),
    before: spanMillis(params.get('before') ?? '') > 0 ? params.get('before')! : '',
    unit: params.get('unit') ?? '',
    exemplars: params.get('exemplars') !== 'off',
  };
}

/** What of the address the queries are; null takes away what they no longer have. */
export function queryParameters(queries: readonly QuerySpec[], present: URLSearchParams): Record<string, string | null> {
  const values: Record<string, string | null> = {};
  for (const name of present.keys()) if (/^(q|[ql]\.([A-Z]|F\d+)|off)$/.test(name)) values[name] = null;
  for (const query of queries) {
    values[parameterOf(query.id)] = query.text;
    values[`l.${query.id}`] = query.legend || null;
  }
  values['off'] = queries.filter((q) => q.hidden).map((q) => q.id).join(',') || null;
  return values;
}

/** Queries by letter, formulas behind them. */
function byId(a: string, b: string): number {
  if (isFormula(a) !== isFormula(b)) return isFormula(a) ? 1 : -1;
  return isFormula(a) ? Number(a.slice(1)) - Number(b.slice(1)) : a < b ? -1 : 1;
}

/** The first name nobody has, or null when all are taken. */
export function freeId(queries: readonly QuerySpec[], formula: boolean): string | null {
  const taken = new Set(queries.map((q) => q.id));
  const all = formula ? Array.from({ length: 9 }, (_, i) => `F${i + 1}`) : [...LETTERS];
  return all.find((id) => !taken.has(id)) ?? null;
}

/** The queries with one more, in their order. */
export function withQuery(queries: readonly QuerySpec[], query: QuerySpec): QuerySpec[] {
  return [...queries.filter((q) => q.id !== query.id), query].sort((a, b) => byId(a.id, b.id));
}
