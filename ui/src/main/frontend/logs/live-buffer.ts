import { appendTo, emptyColumns, type LogColumns, tailOf } from './log-types.ts';
import type { RowPlace, RowSource } from './log-pages.ts';

const CHUNK = 256;

/**
 * The lines of live mode, newest first. What arrives waits in a queue until {@link flush}; both are
 * bounded, the oldest leave first, so that no rate of lines fills the memory.
 */
export class LiveBuffer implements RowSource {
  readonly moves = true;
  /** Oldest first; each is appended to until it is full. */
  private chunks: LogColumns[] = [];
  private total = 0;
  private queue: LogColumns[] = [];
  private queued = 0;
  private seen = new Set<string>();
  /** Matching lines that never came, because this reader was too slow. */
  missed = 0;
  /** Lines that arrived and left again without having been shown. */
  dropped = 0;
  /** Lines that arrived since the start. */
  arrived = 0;

  private readonly fields: string[];
  private readonly capacity: number;

  constructor(fields: string[], capacity = 5_000) {
    this.fields = fields;
    this.capacity = capacity;
  }

  get rows(): number {
    return this.total;
  }

  /** Lines in the queue, those that already left it included. */
  get waiting(): number {
    return this.queued + this.dropped;
  }

  /** The instant of the newest line, or `''`. */
  get newest(): string {
    const last = this.queue[this.queue.length - 1] ?? this.chunks[this.chunks.length - 1];
    return last?.time[last.time.length - 1] ?? '';
  }

  /** The lines of a search (newest first) that the stream goes on from; it may repeat some. */
  seed(columns: LogColumns): void {
    const oldestFirst = emptyColumns(this.fields);
    const here = new Set([...this.chunks, ...this.queue].flatMap((c) => c.id));
    appendTo(oldestFirst, columns, (i) => !here.has(columns.id[i]!));
    reverse(oldestFirst);
    for (const id of columns.id) this.seen.add(id);
    this.chunks.unshift(oldestFirst);
    this.total += oldestFirst.id.length;
  }

  /** Lines off the stream, oldest first. */
  push(columns: LogColumns): void {
    const fresh = emptyColumns(this.fields);
    appendTo(fresh, columns, (i) => !this.seen.has(columns.id[i]!));
    const rows = fresh.id.length;
    if (rows === 0) return;
    this.arrived += rows;
    this.queue.push(fresh);
    this.queued += rows;
    while (this.queued > this.capacity) {
      const first = this.queue[0]!;
      const gone = Math.min(first.id.length, this.queued - this.capacity);
      if (gone === first.id.length) this.queue.shift();
      else this.queue[0] = tailOf(first, gone);
      this.queued -= gone;
      this.dropped += gone;
    }
  }

  /** The stream broke off and begins again: lines that are already here may come once more. */
  repeats(): void {
    for (const columns of [...this.chunks, ...this.queue]) for (const id of columns.id) this.seen.add(id);
  }

  /** Shows what waited; answers how many rows that are. */
  flush(): number {
    const rows = this.queued;
    for (const page of this.queue) {
      let last = this.chunks[this.chunks.length - 1];
      if (!last || last.id.length >= CHUNK) this.chunks.push((last = emptyColumns(this.fields)));
      appendTo(last, page);
    }
    this.total += rows;
    this.queue = [];
    this.queued = 0;
    this.dropped = 0;
    while (this.chunks.length > 1 && this.total - this.chunks[0]!.id.length >= this.capacity) {
      this.total -= this.chunks.shift()!.id.length;
    }
    if (this.seen.size > 3 * this.capacity) this.seen.clear();
    return rows;
  }

  at(row: number): RowPlace | null {
    let rest = row;
    for (let i = this.chunks.length - 1; i >= 0; i--) {
      const columns = this.chunks[i]!;
      if (rest < columns.id.length) return { columns, index: columns.id.length - 1 - rest };
      rest -= columns.id.length;
    }
    return null;
  }

  indexOf(id: string): number {
    let before = 0;
    for (let i = this.chunks.length - 1; i >= 0; i--) {
      const ids = this.chunks[i]!.id;
      const index = ids.lastIndexOf(id);
      if (index >= 0) return before + ids.length - 1 - index;
      before += ids.length;
    }
    return -1;
  }
}

function reverse(columns: LogColumns): void {
  for (const [name, values] of Object.entries(columns)) {
    if (name !== 'fields') (values as unknown[]).reverse();
  }
  for (const values of Object.values(columns.fields)) values.reverse();
}
