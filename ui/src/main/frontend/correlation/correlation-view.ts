import { nanosBetween } from '../lib/format.ts';
import type { TraceInput } from '../traces/waterfall-model.ts';
import type { LaneItem, Mark } from './clew-lanes.ts';
import type { Correlated } from './correlation-types.ts';

/** What the lanes and the waterfall draw, made from one answer. */
export interface View {
  base: string;
  lanes: LaneItem[];
  marks: Mark[];
  traces: TraceInput[];
}

export function viewOf(data: Correlated): View {
  const base = data.start || '0';
  return { base, lanes: laneItems(data, base), marks: marks(data, base), traces: traceInputs(data, base) };
}

function laneItems(data: Correlated, base: string): LaneItem[] {
  const items: LaneItem[] = [];
  for (const trace of data.traces) {
    const offset = nanosBetween(trace.start, base);
    const { columns } = trace;
    columns.spanId.forEach((spanId, i) => {
      const start = offset + columns.startOffsetNanos[i]!;
      items.push({
        kind: 'span',
        service: trace.services[columns.service[i]!] ?? '',
        start,
        end: start + columns.durationNanos[i]!,
        name: columns.name[i]!,
        error: columns.status[i] === 'error',
        severity: '',
        why: columns.why?.[i] ?? trace.why,
        key: `${trace.traceId}/${spanId}`,
      });
    });
  }
  const logs = data.logs.columns;
  logs.id.forEach((id, i) => {
    const at = nanosBetween(logs.time[i]!, base);
    const severity = logs.severity[i]!;
    items.push({
      kind: 'log',
      service: logs.service[i]!,
      start: at,
      end: at,
      name: logs.body[i]!,
      error: severity === 'error' || severity === 'fatal',
      severity,
      why: logs.why[i]!,
      key: `log/${id}`,
    });
  });
  return items;
}

function marks(data: Correlated, base: string): Mark[] {
  return data.alerts.map((alert) => ({ at: nanosBetween(alert.activeAt, base), label: `${alert.name} ${alert.state}` }));
}

/** Each trace with the log lines that belong to it; lines without a trace form one of their own. */
function traceInputs(data: Correlated, base: string): TraceInput[] {
  const logs = data.logs.columns;
  const linesOf = new Map<string, number[]>();
  logs.traceId.forEach((traceId, i) => {
    const key = data.traces.some((t) => t.traceId === traceId) ? traceId : '';
    linesOf.set(key, [...(linesOf.get(key) ?? []), i]);
  });
  const pick = (rows: number[]) => ({
    id: rows.map((i) => logs.id[i]!),
    time: rows.map((i) => logs.time[i]!),
    severity: rows.map((i) => logs.severity[i]!),
    service: rows.map((i) => logs.service[i]!),
    spanId: rows.map((i) => logs.spanId?.[i] ?? ''),
    body: rows.map((i) => logs.body[i]!),
  });
  const inputs: TraceInput[] = data.traces.map((trace) => ({
    traceId: trace.traceId,
    offset: nanosBetween(trace.start, base),
    start: trace.start,
    durationNanos: trace.durationNanos,
    services: trace.services,
    columns: trace.columns,
    logs: pick(linesOf.get(trace.traceId) ?? []),
    title: `${trace.rootService} ${trace.rootName}`,
  }));
  const stray = linesOf.get('') ?? [];
  if (stray.length > 0) inputs.push(strayLines(data, base, stray, pick(stray)));
  return inputs.sort((a, b) => a.offset - b.offset);
}

function strayLines(data: Correlated, base: string, rows: number[], logs: TraceInput['logs']): TraceInput {
  const times = rows.map((i) => data.logs.columns.time[i]!);
  const first = times.reduce((a, b) => (BigInt(b) < BigInt(a) ? b : a));
  const last = times.reduce((a, b) => (BigInt(b) > BigInt(a) ? b : a));
  return {
    traceId: '',
    offset: nanosBetween(first, base),
    start: first,
    durationNanos: nanosBetween(last, first),
    services: [],
    columns: {
      spanId: [], parent: [], service: [], name: [], kind: [], startOffsetNanos: [], durationNanos: [], status: [],
      events: [], links: [],
    },
    logs,
    title: 'Log lines outside of these traces',
  };
}
