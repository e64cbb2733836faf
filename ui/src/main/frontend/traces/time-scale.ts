/**
 * Maps nanoseconds since a base to the unit interval. Long stretches in which nothing happens are
 * compressed, so that events hours apart still show their shape; each such gap is marked.
 */
export interface Gap {
  /** Nanoseconds since the base. */
  start: number;
  end: number;
  /** Where the gap lies in the unit interval. */
  from: number;
  to: number;
}

interface Piece {
  start: number;
  end: number;
  from: number;
  to: number;
}

/** What a gap takes of the whole width at the most. */
const GAP_SHARE = 0.03;
/** A silence is a gap when it is longer than this share of all time. */
const GAP_LEAST_SHARE = 0.08;

export class TimeScale {
  readonly gaps: Gap[] = [];
  private readonly pieces: Piece[] = [];

  private constructor(readonly start: number, readonly end: number) {}

  /** Time as it is. */
  static linear(start: number, end: number): TimeScale {
    const scale = new TimeScale(start, Math.max(end, start + 1));
    scale.pieces.push({ start, end: scale.end, from: 0, to: 1 });
    return scale;
  }

  /** Compresses the silences between intervals `[start, end]`, given in any order. */
  static compressed(intervals: Array<[number, number]>): TimeScale {
    if (intervals.length === 0) return TimeScale.linear(0, 1);
    const sorted = [...intervals].sort((a, b) => a[0] - b[0]);
    const busy: Array<[number, number]> = [];
    for (const [start, end] of sorted) {
      const last = busy[busy.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else busy.push([start, end]);
    }
    const first = busy[0]![0];
    const last = busy[busy.length - 1]![1];
    const least = (last - first) * GAP_LEAST_SHARE;
    const joined: Array<[number, number]> = [];
    for (const [start, end] of busy) {
      const before = joined[joined.length - 1];
      if (before && start - before[1] < least) before[1] = Math.max(before[1], end);
      else joined.push([start, end]);
    }
    return joined.length === 1 ? TimeScale.linear(first, last) : TimeScale.ofBusy(joined);
  }

  private static ofBusy(busy: Array<[number, number]>): TimeScale {
    const scale = new TimeScale(busy[0]![0], busy[busy.length - 1]![1]);
    const gapShare = Math.min(GAP_SHARE, 0.4 / (busy.length - 1));
    const busyShare = 1 - gapShare * (busy.length - 1);
    // A stretch of one instant still needs room to stand in.
    const least = busy.reduce((sum, [s, e]) => sum + e - s, 0) * 0.04 + 1;
    const lengths = busy.map(([s, e]) => Math.max(e - s, least));
    const total = lengths.reduce((a, b) => a + b, 0);
    let at = 0;
    busy.forEach(([start, end], i) => {
      const width = (busyShare * lengths[i]!) / total;
      scale.pieces.push({ start, end: Math.max(end, start + 1), from: at, to: at + width });
      at += width;
      const next = busy[i + 1];
      if (next) {
        const gap = { start: Math.max(end, start + 1), end: next[0], from: at, to: at + gapShare };
        scale.pieces.push(gap);
        scale.gaps.push(gap);
        at += gapShare;
      }
    });
    return scale;
  }

  /** Where an instant lies, 0 to 1; outside of the range beyond that. */
  position(nanos: number): number {
    const piece = this.pieces.find((p) => nanos <= p.end) ?? this.pieces[this.pieces.length - 1]!;
    return piece.from + ((nanos - piece.start) / (piece.end - piece.start)) * (piece.to - piece.from);
  }

  /** The instant at a position. */
  instant(position: number): number {
    const piece = this.pieces.find((p) => position <= p.to) ?? this.pieces[this.pieces.length - 1]!;
    return piece.start + ((position - piece.from) / (piece.to - piece.from)) * (piece.end - piece.start);
  }

  /** Round instants for an axis with at most `count` labels between two positions, gaps left out. */
  ticks(from: number, to: number, count: number): number[] {
    const low = this.instant(from);
    const high = this.instant(to);
    if (this.gaps.length > 0) {
      return this.pieces.filter((p) => !this.gaps.includes(p as Gap)).map((p) => p.start);
    }
    const step = roundStep((high - low) / Math.max(1, count));
    const ticks: number[] = [];
    for (let t = Math.ceil(low / step) * step; t <= high; t += step) ticks.push(t);
    return ticks;
  }
}

/** The next of 1, 2, 5 times a power of ten. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}
