/** The answers of `GET /api/clew/v1/services`, see `docs/http-api.md`. */

export interface Spark {
  startMillis: number;
  stepMillis: number;
  rate: Array<number | null>;
  errors: Array<number | null>;
  p95: Array<number | null>;
}

export interface Red {
  ratePerSecond: number | null;
  errorRatio: number | null;
  p50Millis: number | null;
  p95Millis: number | null;
  p99Millis: number | null;
  spark?: Spark;
}

export interface Service extends Red {
  name: string;
  before?: { ratePerSecond: number | null; errorRatio: number | null; p95Millis: number | null };
  logs: number;
  spans: number;
  logsWithTraceContextRatio: number | null;
  versions: string[];
  /** Spans counted under `other`: it has more span names than there is room for. */
  otherSpans?: number;
}

export interface Operation extends Red {
  name: string;
  kind: string;
}

/** How much a value changed against the period before, in words; empty when it hardly did. */
export function change(now: number | null, before: number | null | undefined): string {
  if (now === null || before === null || before === undefined || before <= 0) return '';
  const factor = now / before;
  if (factor >= 2) return `${factor >= 10 ? Math.round(factor) : factor.toFixed(1)}× before`;
  if (factor <= 0.5) return `${Math.round((1 - factor) * 100)} % less`;
  return '';
}
