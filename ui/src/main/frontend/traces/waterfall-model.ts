import { nanosBetween } from '../lib/format.ts';
import type { LogColumns, SpanColumns } from './trace-types.ts';

/** One trace to be shown; `offset` is its start in nanoseconds after the base of the view. */
export interface TraceInput {
  traceId: string;
  offset: number;
  start: string;
  durationNanos: number;
  services: string[];
  columns: SpanColumns;
  logs?: LogColumns | undefined;
  /** Heads the trace's rows when several traces share the view. */
  title?: string;
}

export type RowKind = 'band' | 'span' | 'log';

export interface Row {
  kind: RowKind;
  depth: number;
  /** Nanoseconds after the base of the view. */
  start: number;
  end: number;
  service: string;
  name: string;
  error: boolean;
  severity: string;
  trace: number;
  /** Row in the trace's span columns or log columns; -1 for a band. */
  index: number;
  /** The row behind the last descendant: `rows[i + 1 … until - 1]` are below row `i`. */
  until: number;
  critical: boolean;
}

/** All rows in waterfall order; what is folded is decided by {@link visible}. */
export function rowsOf(traces: TraceInput[]): Row[] {
  const rows: Row[] = [];
  traces.forEach((trace, t) => {
    const banded = trace.title !== undefined;
    if (banded) {
      rows.push(row('band', 0, trace.offset, trace.offset + trace.durationNanos, t, -1, '', trace.title ?? ''));
    }
    const at = rows.length - 1;
    appendTrace(rows, trace, t, banded ? 1 : 0);
    if (banded) {
      rows[at]!.until = rows.length;
      rows[at]!.error = rows.slice(at + 1).some((r) => r.kind === 'span' && r.error);
    }
  });
  return rows;
}

function row(
  kind: RowKind, depth: number, start: number, end: number, trace: number, index: number, service: string, name: string,
): Row {
  return { kind, depth, start, end, service, name, error: false, severity: '', trace, index, until: 0, critical: false };
}

function appendTrace(rows: Row[], trace: TraceInput, t: number, depth: number): void {
  const { columns, logs } = trace;
  const rowOfSpan = new Map<string, number>();
  columns.spanId.forEach((id, i) => rowOfSpan.set(id, i));
  const children: number[][] = columns.spanId.map(() => []);
  const roots: number[] = [];
  columns.parent.forEach((parent, i) => (parent >= 0 ? children[parent]! : roots).push(i));
  const logsOfSpan = new Map<number, number[]>();
  const strayLogs: number[] = [];
  const logOffset = (i: number) => trace.offset + nanosBetween(logs!.time[i]!, trace.start);
  logs?.time.forEach((_, i) => {
    const owner = rowOfSpan.get(logs.spanId[i]!);
    if (owner === undefined) strayLogs.push(i);
    else if (logsOfSpan.has(owner)) logsOfSpan.get(owner)!.push(i);
    else logsOfSpan.set(owner, [i]);
  });
  const critical = criticalPath(columns);

  const logRow = (i: number, level: number) => {
    const at = logOffset(i);
    const line = row('log', level, at, at, t, i, logs!.service[i]!, logs!.body[i]!);
    line.severity = logs!.severity[i]!;
    line.error = line.severity === 'error' || line.severity === 'fatal';
    line.until = rows.length + 1;
    rows.push(line);
  };
  // An explicit stack: a trace may be deeper than the call stack.
  type Work = { span: number; level: number; close: number } | { log: number; level: number };
  const stack: Work[] = [];
  const pushAll = (spans: number[], lines: number[], level: number) => {
    const items: Array<{ at: number; work: Work }> = [
      ...spans.map((s) => ({ at: trace.offset + columns.startOffsetNanos[s]!, work: { span: s, level, close: -1 } as Work })),
      ...lines.map((l) => ({ at: logOffset(l), work: { log: l, level } as Work })),
    ];
    items.sort((a, b) => b.at - a.at);
    for (const item of items) stack.push(item.work);
  };
  pushAll(roots, strayLogs, depth);
  while (stack.length > 0) {
    const work = stack.pop()!;
    if ('log' in work) {
      logRow(work.log, work.level);
      continue;
    }
    if (work.close >= 0) {
      rows[work.close]!.until = rows.length;
      continue;
    }
    const i = work.span;
    const start = trace.offset + columns.startOffsetNanos[i]!;
    const span = row(
      'span', work.level, start, start + columns.durationNanos[i]!, t, i,
      trace.services[columns.service[i]!] ?? '', columns.name[i]!,
    );
    span.error = columns.status[i] === 'error';
    span.critical = critical[i]!;
    stack.push({ span: i, level: work.level, close: rows.length });
    rows.push(span);
    pushAll(children[i]!, logsOfSpan.get(i) ?? [], work.level + 1);
  }
}

/**
 * The spans that decided how long the trace took: from the end of a span backwards, always the child
 * that ended last before the point reached.
 */
export function criticalPath(columns: SpanColumns): boolean[] {
  const marked = columns.spanId.map(() => false);
  const children: number[][] = columns.spanId.map(() => []);
  let root = -1;
  columns.parent.forEach((parent, i) => {
    if (parent >= 0) children[parent]!.push(i);
    else if (root < 0 || columns.durationNanos[i]! > columns.durationNanos[root]!) root = i;
  });
  const end = (i: number) => columns.startOffsetNanos[i]! + columns.durationNanos[i]!;
  const open = root >= 0 ? [root] : [];
  while (open.length > 0) {
    const i = open.pop()!;
    marked[i] = true;
    let until = end(i);
    for (const child of children[i]!.sort((a, b) => end(b) - end(a))) {
      if (end(child) <= until && columns.durationNanos[child]! > 0) {
        open.push(child);
        until = columns.startOffsetNanos[child]!;
      }
    }
  }
  return marked;
}

/** The indexes of the rows that are not inside a folded one. */
export function visible(rows: Row[], folded: ReadonlySet<number>): number[] {
  const shown: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    shown.push(i);
    if (folded.has(i)) i = rows[i]!.until - 1;
  }
  return shown;
}
