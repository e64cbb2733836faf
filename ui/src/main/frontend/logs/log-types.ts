import type { Attribute, Partial, Stats } from '../lib/api.ts';

/** Columns of `logs/search`; row `i` is element `i` of each. */
export interface LogColumns {
  id: string[];
  time: string[];
  severity: string[];
  service: string[];
  body: string[];
  traceId: string[];
  spanId: string[];
  fields: Record<string, Array<unknown>>;
}

export interface LogPage {
  columns: LogColumns;
  rows: number;
  cursor?: string;
  stats?: Stats;
  partial?: Partial;
  explain?: Explain;
  /** Of `logs/context` only: the row of the record itself. */
  index?: number;
}

/** What `explain` tells of a search. */
export interface Explain {
  filter?: string;
  terms?: string[];
  segments?: number;
  blocks?: number;
  skippedByTime?: number;
  skippedByIndex?: number;
  skippedByOrder?: number;
  scannedBlocks?: number;
  steps?: Array<{ name: string; millis: number }>;
}

/** The answer of `logs/analyze`. */
export interface Analysis {
  kind: 'table' | 'series' | 'lines';
  columns: Array<{ name: string; type: string }>;
  rows: unknown[][];
  stats?: Stats;
  partial?: Partial;
}

/** One template of `logs/patterns`. */
export interface LogPattern {
  pattern: string;
  count: number;
  share: number;
  firstSeen: string;
  lastSeen: string;
  severities: Record<string, number>;
  services: Record<string, number>;
  sample: string;
  counts: number[];
  query: string;
}

export interface PatternPage {
  patterns: LogPattern[];
  startMillis: number;
  stepMillis: number;
  total: number;
  distinct: number;
  stats?: Stats;
  partial?: Partial;
}

/** One record whole. */
export interface LogDetail {
  id: string;
  time: string;
  observedTime: string;
  severity: string;
  severityText: string;
  severityDetected?: boolean;
  service: string;
  body: unknown;
  eventName: string;
  traceId: string;
  spanId: string;
  attributes: Attribute[];
  resource: Attribute[];
  scope?: { name: string; version: string };
  correlation: Array<{ key: string; value: string }>;
}

export function emptyColumns(fields: string[]): LogColumns {
  return {
    id: [], time: [], severity: [], service: [], body: [], traceId: [], spanId: [],
    fields: Object.fromEntries(fields.map((f) => [f, []])),
  };
}

type Plain = Exclude<keyof LogColumns, 'fields'>;

const PLAIN: readonly Plain[] = ['id', 'time', 'severity', 'service', 'body', 'traceId', 'spanId'];

/** Puts the rows of `page` for which `wanted` holds behind those of `head`, in place. */
export function appendTo(head: LogColumns, page: LogColumns, wanted: (row: number) => boolean = () => true): void {
  for (let i = 0; i < page.id.length; i++) {
    if (!wanted(i)) continue;
    for (const name of PLAIN) head[name].push(page[name]?.[i] ?? '');
    for (const name of Object.keys(head.fields)) head.fields[name]!.push(page.fields?.[name]?.[i] ?? null);
  }
}

/** The rows from `first` on. */
export function tailOf(columns: LogColumns, first: number): LogColumns {
  const tail = emptyColumns([]);
  for (const name of PLAIN) tail[name] = columns[name].slice(first);
  for (const [name, values] of Object.entries(columns.fields)) tail.fields[name] = values.slice(first);
  return tail;
}
