/** The shapes of `docs/http-api.md`, Traces: column arrays, row `i` is element `i` of each. */

export interface SpanColumns {
  spanId: string[];
  /** Row of the parent, -1 for a root or when the parent is not stored. */
  parent: number[];
  /** Index into `services`. */
  service: number[];
  name: string[];
  kind: string[];
  startOffsetNanos: number[];
  durationNanos: number[];
  status: string[];
  events: number[];
  links: number[];
  /** How often each span came; absent when all came once. */
  copies?: number[];
  /** Correlation page only: why the span is shown. */
  why?: string[];
}

export interface LogColumns {
  id: string[];
  time: string[];
  severity: string[];
  service: string[];
  spanId: string[];
  body: string[];
}

/** Something that is not as it was sent, or cannot be as it was sent. */
export interface TraceWarning {
  kind: string;
  count: number;
  message: string;
  /** Some of the spans it is about. */
  spans: string[];
}

export interface TraceSkeleton {
  traceId: string;
  start: string;
  durationNanos: number;
  services: string[];
  columns: SpanColumns;
  rows: number;
  /** Of the trace; more than `rows` when only some were asked for. */
  total: number;
  truncated: boolean;
  orphans?: number;
  warnings?: TraceWarning[];
  /** Clocks that do not agree with those of their callers. */
  clocks?: Array<{ service: string; host: string; offsetNanos: number }>;
  skewCorrected?: boolean;
  logs?: { columns: LogColumns; rows: number };
}
