import type { LogColumns, SpanColumns } from '../traces/trace-types.ts';

/** By what a record is here. */
export type Evidence = 'key' | 'field' | 'text' | 'trace';

/** The answer of `GET /api/clew/v1/correlation/…`, see `docs/http-api.md`. */
export interface Correlated {
  value: string;
  keys: string[];
  summary: string;
  start: string;
  end: string;
  counts: { traces: number; spans: number; logs: number; services: number; errors: number };
  services: Array<{
    name: string;
    spans: number;
    logs: number;
    errors: number;
    first: string;
    last: string;
    emptyReason: string | null;
  }>;
  traces: Array<{
    traceId: string;
    rootService: string;
    rootName: string;
    start: string;
    durationNanos: number;
    /** Stored of it, and in the columns. */
    spans: number;
    shown: number;
    errors: number;
    why: string;
    services: string[];
    columns: SpanColumns & { evidence: Evidence[] };
  }>;
  logs: { columns: LogColumns & { traceId: string[]; why: string[]; evidence: Evidence[] }; rows: number };
  neighbours: Array<{ key: string; value: string; records: number }>;
  alerts: Array<{ name: string; state: string; activeAt: string; labels: Record<string, string> }>;
  empty: Array<{ part: string; service?: string; reason: string }>;
  /** What is not shown or not counted; `of` is 0 when nobody knows how much there is. */
  cut: Array<{ part: string; shown: number; of: number; reason: string }>;
  suggestedKeys: Array<{ field: string; records: number; services: number }>;
}
