import type { LogColumns, SpanColumns } from '../traces/trace-types.ts';

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
    spans: number;
    errors: number;
    why: string;
    services: string[];
    columns: SpanColumns;
  }>;
  logs: { columns: LogColumns & { traceId: string[]; why: string[] }; rows: number };
  neighbours: Array<{ key: string; value: string; records: number }>;
  alerts: Array<{ name: string; state: string; activeAt: string; labels: Record<string, string> }>;
  empty: Array<{ part: string; service?: string; reason: string }>;
  truncated: boolean;
}
