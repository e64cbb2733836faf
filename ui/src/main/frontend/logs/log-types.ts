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
  /** Of `logs/context` only: the row of the record itself. */
  index?: number;
}

/** One record whole. */
export interface LogDetail {
  id: string;
  time: string;
  observedTime: string;
  severity: string;
  severityText: string;
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

/** The rows of `page` behind those of `head`. */
export function append(head: LogColumns, page: LogColumns): LogColumns {
  const fields: Record<string, unknown[]> = {};
  for (const name of Object.keys(head.fields)) {
    fields[name] = head.fields[name]!.concat(page.fields?.[name] ?? page.id.map(() => null));
  }
  return {
    id: head.id.concat(page.id),
    time: head.time.concat(page.time),
    severity: head.severity.concat(page.severity),
    service: head.service.concat(page.service),
    body: head.body.concat(page.body),
    traceId: head.traceId.concat(page.traceId),
    spanId: head.spanId.concat(page.spanId),
    fields,
  };
}
