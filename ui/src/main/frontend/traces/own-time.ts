import type { SpanColumns } from './trace-types.ts';

/**
 * The time of each span in which none of its children ran, in nanoseconds: children that run at the
 * same time count once, and only while the span itself runs.
 */
export function ownTimes(columns: Pick<SpanColumns, 'parent' | 'startOffsetNanos' | 'durationNanos'>): number[] {
  const { parent, startOffsetNanos: start, durationNanos: length } = columns;
  const own = length.slice();
  /** Of each span, up to where its children so far have been counted. */
  const until = start.slice();
  const byStart = parent.map((_, i) => i).sort((a, b) => start[a]! - start[b]!);
  for (const i of byStart) {
    const above = parent[i]!;
    if (above < 0) continue;
    const from = Math.max(start[i]!, until[above]!);
    const to = Math.min(start[i]! + length[i]!, start[above]! + length[above]!);
    if (to > from) {
      own[above] = own[above]! - (to - from);
      until[above] = to;
    }
  }
  return own;
}
